import type { ReactElement } from 'react';
import { encode } from 'uqr';

/** Modules of white around the code, without which cameras do not find it (ISO/IEC 18004). */
const Quiet = 4;

/** A text as a QR code: dark modules as one path, so that the page needs no inline style. */
export function QrCode({ text, label }: { text: string; label: string }): ReactElement {
  const { data, size } = encode(text, { border: 0, ecc: 'M' });
  const whole = size + 2 * Quiet;
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${whole} ${whole}`} shapeRendering="crispEdges">
      <rect width={whole} height={whole} fill="#fff" />
      <path fill="#000" d={data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + Quiet} ${y + Quiet}h1v1h-1z` : ''))).join('')} />
    </svg>
  );
}
