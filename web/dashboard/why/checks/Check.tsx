import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** `stops`: no e-mail comes because of this. `now`: none comes at the moment, for a good reason. */
export type Mark = 'ok' | 'stops' | 'now';

const signs: Readonly<Record<Mark, string>> = { ok: '✓', stops: '✗', now: '!' };

interface CheckProps {
  mark: Mark;
  title: string;
  /** What is the case, and the button that mends it or the text to send to whom can. */
  children?: ReactNode;
  /** A button that fits beside the title. */
  mend?: ReactNode;
}

/** One line of the list of what may stand between a visitor and an e-mail. */
export function Check({ mark, title, children, mend }: CheckProps): ReactElement {
  const { t } = useTranslation();
  return (
    <li className={`check ${mark}`}>
      <span className="sign" role="img" aria-label={t(`check.${mark}`)}>{signs[mark]}</span>
      <div><div className="title"><h3>{title}</h3>{mend}</div>{children}</div>
    </li>
  );
}
