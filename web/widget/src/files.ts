import type { Problem } from '@nightbell/api/problem';
import type { FileItem } from '@nightbell/api/types';
import { FilesMax } from '@nightbell/api/upload';
import type { Chat } from './chat.ts';
import { Cross, h, icon, reconcile } from './dom.ts';
import { newId } from './id.ts';

const Clip = 'M20 11l-8 8a5 5 0 0 1-7-7l9-9a3.5 3.5 0 0 1 5 5l-9 9a2 2 0 0 1-3-3l8-8';

type Say = (key: string, values?: Record<string, string | number>) => string;

interface Upload {
  /** The id it is sent with, so that sending it again doubles nothing. */
  id: string;
  blob: File;
  percent: number;
  file?: FileItem;
  /** What went wrong, in words. */
  trouble?: string;
  /** Trying again may help. */
  again?: boolean;
  stop?: AbortController;
}

/** A size as people write it: 3.4 MB, of 1,024 kB each. */
export function sizeOf(bytes: number, locale: string): string {
  const kilobytes = Math.ceil(bytes / 1024);
  const isSmall = kilobytes < 1024;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: isSmall ? 'kilobyte' : 'megabyte', maximumFractionDigits: 1 }).format(isSmall ? kilobytes : kilobytes / 1024);
}

/** Files that the visitor adds to a message: by a button, pasted or dropped; each goes up at once. */
export class Files {
  readonly list = h('ul', { class: 'files', hidden: true });
  readonly picker = h('input', { type: 'file', multiple: true, hidden: true, change: () => this.#picked() });
  readonly button = h('button', { class: 'icon clip', click: () => this.picker.click() }, icon(Clip));
  #uploads: Upload[] = [];
  readonly #chat: Chat;
  readonly #say: Say;
  readonly #note: (text: string) => void;

  constructor(chat: Chat, say: Say, note: (text: string) => void) {
    this.#chat = chat;
    this.#say = say;
    this.#note = note;
  }

  get busy(): boolean {
    return this.#uploads.some(({ file, trouble }) => !file && !trouble);
  }

  get ready(): readonly FileItem[] {
    return this.#uploads.flatMap(({ file }) => file ?? []);
  }

  /** What goes with the message that is sent now. */
  take(): readonly FileItem[] {
    const files = this.ready;
    this.#uploads = this.#uploads.filter(({ file }) => !file);
    this.render();
    return files;
  }

  /** Somebody else sits here now. */
  clear(): void {
    for (const { stop } of this.#uploads) stop?.abort();
    this.#uploads = [];
  }

  add(files: Iterable<File>): void {
    const { files: rules, locale } = this.#chat.config;
    if (!rules) return;
    for (const blob of files) {
      if (this.#uploads.length >= FilesMax) {
        this.#note(this.#say('fileMany', { count: FilesMax }));
        break;
      }
      if (blob.size > rules.maxBytes) this.#note(this.#say('fileTooBig', { name: blob.name, size: sizeOf(rules.maxBytes, locale) }));
      // What kind of file it is, the server tells by its content: what browsers call it depends on the machine.
      else {
        const upload: Upload = { id: newId(), blob, percent: 0 };
        this.#uploads.push(upload);
        void this.#send(upload);
      }
    }
    this.render();
  }

  render(): void {
    const { files, locale } = this.#chat.config;
    this.button.hidden = !files;
    this.button.title = this.button.ariaLabel = this.#say('attach');
    if (files && files.types.length > 0) this.picker.accept = files.types.join();
    this.list.hidden = this.#uploads.length === 0;
    // A few times an upload: a row that is made anew for each percent has no button that could be pressed.
    reconcile(this.list, this.#uploads.map((upload) => ({
      key: upload.id, stamp: `${upload.percent >> 5} ${upload.trouble} ${Boolean(upload.file)} ${locale}`, make: () => this.#row(upload, locale),
    })));
  }

  #row(upload: Upload, locale: string): HTMLElement {
    const { blob: { name, size }, percent, file, trouble, again } = upload;
    return h('li', trouble ? { class: 'failed' } : {},
      h('span', { class: 'name', dir: 'auto' }, name), ' ', h('span', { class: 'hint' }, trouble ?? sizeOf(size, locale)),
      ...(file ?? trouble ? [] : [h('progress', { max: 100, value: percent, 'aria-label': this.#say('uploading', { name, percent }) })]),
      ...(again ? [h('button', { class: 'link', click: () => void this.#send(upload) }, this.#say('retry'))] : []),
      h('button', { class: 'icon', 'aria-label': this.#say('remove', { name }), click: () => this.#remove(upload) }, icon(Cross)));
  }

  #picked(): void {
    this.add(this.picker.files ?? []);
    this.picker.value = '';
  }

  #remove(upload: Upload): void {
    upload.stop?.abort();
    this.#uploads = this.#uploads.filter((one) => one !== upload);
    this.render();
  }

  async #send(upload: Upload): Promise<void> {
    const { id, blob } = upload;
    const { signal } = upload.stop = new AbortController();
    delete upload.trouble;
    upload.again = false;
    upload.percent = 0;
    this.render();
    try {
      await this.#chat.meet();
      upload.file = await this.#chat.upload<FileItem>(`/widget/v1/files?name=${encodeURIComponent(blob.name)}&id=${id}`, blob, {
        signal, progress: (part) => {
          upload.percent = Math.round(part * 100);
          this.render();
        },
      });
    } catch (error) {
      const { code, status } = error as Partial<Problem>;
      const refused = code === 'file_empty' ? 'fileEmpty' : status === 413 ? 'fileTooBig' : status === 415 || status === 400 ? 'fileType' : undefined;
      upload.again = !refused;
      const { files, locale } = this.#chat.config;
      upload.trouble = this.#say(refused ?? (status ? 'failed' : 'notSent'), { name: blob.name, size: sizeOf(files?.maxBytes ?? 0, locale) });
    }
    this.render();
  }
}
