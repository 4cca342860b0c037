import type { FileItem } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/me.ts';
import { fitted } from './fitted.ts';

/** What was sent with a message: pictures as such, everything else as a line to save it by. */
export function MessageFiles({ files }: { files: readonly FileItem[] }): ReactElement | null {
  if (files.length === 0) return null;
  return <ul className="files">{files.map((file) => <li key={file.id}>{file.width === null || file.height === null ? <Saved file={file} /> : <Picture file={file} />}</li>)}</ul>;
}

function Picture({ file: { name, url, width, height } }: { file: FileItem }): ReactElement {
  const { t } = useTranslation();
  const size = fitted(width ?? 0, height ?? 0);
  return (
    <a className="picture-file" href={url} target="_blank" rel="noopener noreferrer" title={name}>
      <img src={url} alt={t('files.picture', { name })} loading="lazy" {...size} />
    </a>
  );
}

function Saved({ file: { name, size, url } }: { file: FileItem }): ReactElement {
  const format = useFormat();
  return <a className="saved-file" href={url} download={name}><span dir="auto">{name}</span> <span className="size">{format.size(size)}</span></a>;
}
