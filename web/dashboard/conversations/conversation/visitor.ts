/** An address that may become a link: of the web, and of nothing else; undefined for any other. */
export function webAddress(url: string): string | undefined {
  try {
    const { protocol, href } = new URL(url);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** A language such as `hu-HU` in words; what is no language stays as it is. */
export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** A note as it is being written, and upon which one: the moment of the saved note, empty for none. */
export interface NoteDraft {
  text: string;
  upon: string;
}

/** What was kept, as far as it can be read. */
export function readNoteDraft(stored: string | undefined): NoteDraft | undefined {
  try {
    const { text, upon } = JSON.parse(stored ?? '') as Partial<Record<string, unknown>>;
    return typeof text === 'string' && typeof upon === 'string' ? { text, upon } : undefined;
  } catch {
    return undefined;
  }
}
