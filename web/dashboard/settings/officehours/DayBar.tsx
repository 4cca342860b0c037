import { useRef, type PointerEvent, type ReactElement } from 'react';
import { DayMinutes } from '../time/clockTime.ts';
import { dragged, type Part } from './dragging.ts';
import { drawn, type Span } from './week.ts';

interface Drag {
  at: number;
  part: Part;
  x: number;
  spans: readonly Span[];
}

const isPart = (text: string | undefined): text is Part => text === 'from' || text === 'to' || text === 'whole';

/** A day as a bar whose spans can be dragged, and their ends. The times beside it say and do the same, so it is hidden from who cannot see it. */
export function DayBar({ spans, onChange }: { spans: readonly Span[]; onChange: (spans: Span[]) => void }): ReactElement {
  const bar = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const begin = (event: PointerEvent<HTMLDivElement>): void => {
    const target = event.target as HTMLElement;
    const part = target.dataset['part'];
    if (!isPart(part) || event.currentTarget.closest('fieldset:disabled')) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at: Number(target.dataset['at']), part, x: event.clientX, spans };
  };
  const move = ({ clientX }: PointerEvent): void => {
    const width = bar.current?.clientWidth ?? 0;
    if (!drag.current || width === 0) return;
    const { at, part, x, spans: before } = drag.current;
    onChange(dragged(before, at, part, ((clientX - x) / width) * DayMinutes));
  };
  const end = (): void => {
    drag.current = undefined;
  };
  return (
    <div className="bar" aria-hidden="true" ref={bar} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end}>
      {[6, 12, 18].map((hour) => <i key={hour} className="tick" style={{ insetInlineStart: `${(hour / 24) * 100}%` }} />)}
      {spans.map((span, at) => drawn([span]).map(({ at: start, length }) => (
        <div key={at} className="span" data-part="whole" data-at={at} style={{ insetInlineStart: `${start * 100}%`, inlineSize: `${length * 100}%` }}>
          <b data-part="from" data-at={at} /><b data-part="to" data-at={at} />
        </div>
      )))}
    </div>
  );
}
