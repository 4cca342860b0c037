/** Two short, soft tones; silent until the visitor has touched the widget, because browsers allow none before. */
export class Sound {
  #context: AudioContext | undefined;

  /** Called on what the visitor does. */
  allow(): void {
    try {
      this.#context ??= new AudioContext();
      void this.#context.resume();
    } catch {
      // No sound on this machine.
    }
  }

  play(): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    [660, 880].forEach((frequency, index) => {
      const start = context.currentTime + index * 0.12;
      const tone = new OscillatorNode(context, { frequency });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0.08, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.25);
    });
  }
}

const counts = new Map<object, number>();
let shown = '';

/** Puts the number of unread messages, of all widgets, before the page's title while nobody looks at it; the page may change its title meanwhile. */
export function countInTitle(widget: object, own: number): void {
  const unread = [...counts.set(widget, own).values()].reduce((sum, count) => sum + count, 0);
  const plain = shown && document.title.startsWith(shown) ? document.title.slice(shown.length) : document.title;
  const wanted = unread > 0 && document.hidden ? `(${unread}) ` : '';
  if (wanted + plain !== document.title) document.title = wanted + plain;
  shown = wanted;
}
