/** Attributes by name; functions are listeners, `true` sets an empty attribute, `false` and undefined none. */
type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element with attributes and children; a button submits nothing unless it says so. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (tag === 'button') element.setAttribute('type', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** Paths for {@link icon}. */
export const Cross = 'M6 6l12 12M18 6L6 18';

/** A drawing made of one path on a 24 × 24 grid; decoration, so hidden from screen readers. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Links in a text become links; everything else stays text. */
export function linked(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'])/g).map((part, index) =>
    index % 2 === 0 ? part : h('a', { href: part, target: '_blank', rel: 'noopener noreferrer nofollow' }, part));
}

/** A child of a list: which one, what it shows, and how it is made. */
export interface Row {
  key: string;
  /** Changes whenever the row must be made anew. */
  stamp: string;
  make: () => HTMLElement;
}

/**
 * Makes the children of a container these rows, touching only what changed:
 * so focus stays, and a screen reader announces only what is new.
 */
export function reconcile(container: HTMLElement, rows: readonly Row[]): void {
  const old = new Map([...container.children].map((child) => [(child as HTMLElement).dataset['key'], child as HTMLElement]));
  rows.forEach(({ key, stamp, make }, index) => {
    let child = old.get(key);
    old.delete(key);
    if (child?.dataset['stamp'] !== stamp) {
      const fresh = make();
      fresh.dataset['key'] = key;
      fresh.dataset['stamp'] = stamp;
      child?.replaceWith(fresh);
      child = fresh;
    }
    if (container.children[index] !== child) container.insertBefore(child, container.children[index] ?? null);
  });
  for (const child of old.values()) child.remove();
}
