import type { Chat } from './chat.ts';
import { h } from './dom.ts';
import type { Contact } from './memory.ts';
import { meantAddress } from './typo.ts';

type Field = 'name' | 'email' | 'phone';
type Say = (key: string, values?: Record<string, string | number>) => string;

const Fields: readonly Field[] = ['name', 'email', 'phone'];

/** What the server takes for one. */
export const Patterns: Record<string, RegExp> = { email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, phone: /^\+?[\d ()./-]{3,39}$/ };

/** The contact form: before the first message, and whenever an address is needed. */
export class ContactForm {
  readonly element = h('div', { class: 'contact' });
  readonly #group = h('select', { id: 'group' });
  readonly #say: Say;
  /** The team may come and go, and the form with it, while somebody fills it in. */
  #typed: Record<string, string> = {};
  #state = '';
  /** The visitor asked for something that needs an address. */
  asked = false;

  constructor(say: Say) {
    this.#say = say;
  }

  get group(): string | undefined {
    return this.#group.isConnected ? this.#group.value : undefined;
  }

  focus(): boolean {
    const first = this.element.querySelector<HTMLElement>(this.asked ? '#email' : 'input');
    first?.focus();
    return first !== null;
  }

  /** Somebody else sits here now. */
  clear(): void {
    this.element.replaceChildren();
    this.#typed = {};
    this.#state = '';
    this.asked = false;
  }

  render(chat: Chat, fixedGroup: boolean): void {
    const { form, groups: all, locale } = chat.config;
    const wanted = this.#wanted(chat);
    const groups = !fixedGroup && form.group && chat.messages.size === 0 ? all : [];
    const state = JSON.stringify([wanted, groups, locale]);
    if (this.#state === state) return;
    this.#state = state;
    for (const { id, value } of this.element.querySelectorAll('input')) this.#typed[id] = value;
    const rows: HTMLElement[] = wanted.map((field) => this.#field(field, this.#typed[field] ?? ''));
    if (groups.length > 1) {
      const chosen = this.#group.value;
      this.#group.replaceChildren(...groups.map(({ id, name }) => h('option', { value: id }, name)));
      if (groups.some(({ id }) => id === chosen)) this.#group.value = chosen;
      rows.push(h('label', { for: 'group' }, h('span', {}, this.#say('group')), this.#group));
    }
    this.element.replaceChildren(...rows);
  }

  /**
   * The form's values, or undefined after saying beside the first field what is wrong. An address that was asked for is not insisted on by whoever
   * writes a message instead.
   */
  read(text: string): Contact | undefined {
    const contact: Contact = {};
    let wrong: HTMLInputElement | undefined;
    for (const input of this.element.querySelectorAll('input')) {
      const value = input.value.replace(/\p{Cc}/gu, ' ').trim();
      const key = value === '' ? input.required && !(this.asked && text) && 'required'
        : Patterns[input.id]?.test(value) === false && (input.required ? 'emailWrong' : 'phoneWrong');
      const error = this.element.querySelector(`#${input.id}-error`);
      if (error) error.textContent = key ? this.#say(key) : '';
      input.ariaInvalid = String(Boolean(key));
      if (key) wrong ??= input;
      if (value !== '') contact[input.name as Field] = value;
    }
    wrong?.focus();
    return wrong ? undefined : contact;
  }

  #wanted(chat: Chat): Field[] {
    const { form } = chat.config;
    const needed = chat.contactNeeded || this.asked;
    if (!needed && (!form.email || chat.memory.value.known || (chat.status.online && (!form.always || chat.messages.size > 0)))) return [];
    return Fields.filter((field) => form[field] || (needed && field === 'email'));
  }

  #field(field: Field, value: string): HTMLElement {
    const isEmail = field === 'email';
    // A browser takes a type that it does not know, as a name's, for text.
    const type = field === 'phone' ? 'tel' : field;
    const meant = h('span', { class: 'meant', role: 'status' });
    const input = h('input', {
      id: field, name: field, type, autocomplete: type, required: isEmail, maxlength: isEmail ? 254 : 100,
      'aria-describedby': `${field}-error`, ...(isEmail && { input: () => this.#propose(input, meant, false), change: () => this.#propose(input, meant, true) }),
    });
    input.value = value;
    const label = h('label', { for: field }, h('span', {}, this.#say(field)), input, isEmail ? h('span', { class: 'hint' }, this.#say('emailWhy')) : '');
    return h('div', {}, label, ...(isEmail ? [meant] : []), h('span', { id: `${field}-error`, class: 'error', role: 'alert' }));
  }

  /** Points out a slip in the domain once the field is left; one click mends it. */
  #propose(input: HTMLInputElement, place: HTMLElement, left: boolean): void {
    const meant = left ? meantAddress(input.value.trim()) : undefined;
    const mend = (): void => {
      if (meant) input.value = meant;
      place.replaceChildren();
      input.focus();
    };
    place.replaceChildren(...(meant ? [h('button', { class: 'link', click: mend }, this.#say('emailTypo', { email: meant }))] : []));
  }
}
