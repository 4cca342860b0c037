import type { Demo } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { t } from '../shared/i18n.ts';
import { send } from '../shared/page.ts';

/** In the demo, one press signs in as one of its agents; elsewhere nothing. */
export async function signInHints(): Promise<(fields: HTMLFormElement) => Node[]> {
  let demo: Demo;
  try {
    demo = await send<Demo>('GET', '/api/demo');
  } catch {
    return () => []; // No demo here.
  }
  return (fields) => {
    const fill = (email: string): void => {
      const set = (name: string, value: string): void => {
        const input = fields.elements.namedItem(name);
        if (input instanceof HTMLInputElement) input.value = value;
      };
      set('email', email);
      set('password', demo.password);
      fields.requestSubmit();
    };
    return [h('section', { class: 'hints', 'aria-labelledby': 'hints' }, h('h2', { id: 'hints' }, t('signIn.demo')),
      ...demo.agents.map(({ name, email }) => h('button', { type: 'button', click: () => fill(email) }, h('strong', {}, name), h('span', { class: 'quiet' }, email))))];
  };
}
