import { readProblem } from '@nightbell/api/problem';
import type { FileItem } from '@nightbell/api/types';
import type { Chat } from './chat.ts';
import { h, icon, reconcile } from './dom.ts';

/** Files of one message, by the contract. */
const MostFiles = 10;

const Clip = 'M20 11l-8 8a5 5 0 0 1-7-7l9-9a3.5 3.5 0 0 1 5 5l-9 9a2 2 0 0 1-3-3l8-8';
const Cross = 'M6 6l12 12M18 6L6 18';

type Say = (key: string, values?: Record<string, string | number>) => string;

interface Upload {
  key: string;
  blob: File;
  percent: number;
  file?: FileItem;
  /** What went wrong, in words. */
  trouble?: string;
  /** Trying again may help. */
  again?: boolean;
  request?: XMLHttpRequest;
}

/** A size as people write it: 3.4 MB. */
export function sizeOf(bytes: number, locale: string): string {
  const isSmall = bytes < 1_000_000;
  const value = isSmall ? Math.max(1, Math.round(bytes / 1000)) : bytes / 1_000_000;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: isSmall ? 'kilobyte' : 'megabyte', maximumFractionDigits: 1 }).format(value);
}

/** Files that the visitor adds to a message: by a button, pasted or dropped; each goes up at once. */
export class Files {
  readonly list = h('ul', { class: 'files', hidden: true });
  readonly picker = h('input', { type: 'file', multiple: true, hidden: true, change: () => this.#picked() });
  readonly button = h('button', { class: 'icon clip', type: 'button', click: () => this.picker.click() }, icon(Clip));
  #uploads: Upload[] = [];
  #count = 0;
  readonly #chat: Chat;
  readonly #base: string;
  readonly #say: Say;
  readonly #note: (text: string) => void;

  constructor(chat: Chat, base: string, say: Say, note: (text: string) => void) {
    this.#chat = chat;
    this.#base = base;
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

  add(files: Iterable<File>): void {
    const { files: rules, locale } = this.#chat.config;
    if (!rules) return;
    for (const blob of files) {
      if (this.#uploads.length >= MostFiles) {
        this.#note(this.#say('fileMany', { count: MostFiles }));
        break;
      }
      if (blob.size > rules.maxBytes) this.#note(this.#say('fileTooBig', { name: blob.name, size: sizeOf(rules.maxBytes, locale) }));
      // What kind of file it is, the server tells by its content: what browsers call it depends on the machine.
      else if (blob.size > 0) {
        const upload: Upload = { key: String(this.#count++), blob, percent: 0 };
        this.#uploads.push(upload);
        void this.#send(upload);
      }
    }
    this.render();
  }

  render(): void {
    const { files, locale } = this.#chat.config;
    this.button.hidden = !files;
    this.button.setAttribute('aria-label', this.#say('attach'));
    this.button.title = this.#say('attach');
    if (files && files.types.length > 0) this.picker.accept = files.types.join();
    this.list.hidden = this.#uploads.length === 0;
    reconcile(this.list, this.#uploads.map((upload) => ({
      key: upload.key, stamp: `${upload.percent} ${upload.trouble} ${Boolean(upload.file)} ${locale}`, make: () => this.#row(upload, locale),
    })));
  }

  #row(upload: Upload, locale: string): HTMLElement {
    const { blob: { name, size }, percent, file, trouble, again } = upload;
    const state = trouble ?? (file ? sizeOf(size, locale) : `${percent}%`);
    return h('li', trouble ? { class: 'failed' } : {},
      h('span', { class: 'name', dir: 'auto' }, name), ' ', h('span', { class: 'hint' }, state),
      ...(file ?? trouble ? [] : [h('progress', { max: 100, value: percent, 'aria-label': this.#say('uploading', { name, percent }) })]),
      ...(again ? [h('button', { type: 'button', class: 'link', click: () => void this.#send(upload) }, this.#say('retry'))] : []),
      h('button', { type: 'button', class: 'icon', 'aria-label': this.#say('remove', { name }), click: () => this.#remove(upload) }, icon(Cross)));
  }

  #picked(): void {
    this.add(this.picker.files ?? []);
    this.picker.value = '';
  }

  #remove(upload: Upload): void {
    upload.request?.abort();
    this.#uploads = this.#uploads.filter((one) => one !== upload);
    this.render();
  }

  async #send(upload: Upload): Promise<void> {
    const { name } = upload.blob;
    delete upload.trouble;
    upload.again = false;
    upload.percent = 0;
    this.render();
    try {
      await this.#chat.meet();
      const { status, text } = await this.#put(upload);
      if (status === 201 || status === 200) upload.file = JSON.parse(text) as FileItem;
      else {
        const { code } = await readProblem(new Response(text || '{}', { status: status || 500 }));
        const refused = status === 413 || code.includes('big') ? 'fileTooBig' : status === 415 || status === 400 ? 'fileType' : 'failed';
        upload.again = refused === 'failed';
        upload.trouble = this.#say(refused, { name, size: sizeOf(this.#chat.config.files?.maxBytes ?? 0, this.#chat.config.locale) });
      }
    } catch {
      upload.again = true;
      upload.trouble = this.#say('notSent');
    }
    this.render();
  }

  /** `fetch` tells nothing of how far an upload has come. */
  #put(upload: Upload): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const request = upload.request = new XMLHttpRequest();
      request.open('POST', `${this.#base}/widget/v1/files?name=${encodeURIComponent(upload.blob.name)}`);
      request.setRequestHeader('Authorization', `Bearer ${this.#chat.token}`);
      request.setRequestHeader('Content-Type', upload.blob.type || 'application/octet-stream');
      request.upload.onprogress = ({ loaded, total }) => {
        upload.percent = Math.round(loaded / total * 100);
        this.render();
      };
      request.onload = () => resolve({ status: request.status, text: request.responseText });
      request.onerror = request.onabort = () => reject(new Error('upload'));
      request.send(upload.blob);
    });
  }
}
