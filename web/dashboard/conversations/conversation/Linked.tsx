import type { ReactElement } from 'react';

const Address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/g;

/** A visitor's text: links in it become links, everything else stays text. */
export function Linked({ text }: { text: string }): ReactElement {
  return <>{text.split(Address).map((part, index) => (index % 2 === 0 ? part
    : <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a>))}</>;
}
