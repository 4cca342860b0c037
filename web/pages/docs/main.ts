import { h } from '@nightbell/widget/dom';
import { t } from '../shared/i18n.ts';
import { brand, languageSwitch, send, showPage, words } from '../shared/page.ts';
import { byTag, nameOf, objectIn, typeOf, whoMay, type ApiDocument, type Listed, type Operation, type Schema } from './document.ts';
import './docs.css';

/** Fields are shown so deep; what lies deeper is read by its name. */
const Deepest = 4;

let api: ApiDocument | undefined;
let trouble: unknown;
let wanted = '';

const code = (text: string): HTMLElement => h('code', {}, text);

function fields(document: ApiDocument, schema: Schema, depth: number, within: readonly Schema[]): HTMLElement | undefined {
  const object = objectIn(document, schema);
  if (!object?.properties || within.includes(object)) return undefined;
  return h('ul', { class: 'fields' }, ...Object.entries(object.properties).map(([name, field]) => {
    const optional = !object.required?.includes(name);
    const values = field.enum ?? (field.$ref ? document.components?.schemas?.[nameOf(field.$ref)]?.enum : undefined);
    const head = [code(name), ' ', h('span', { class: 'type' }, typeOf(field)), ...(optional ? [' ', h('span', { class: 'quiet' }, t('docs.optional'))] : []),
      ...(values ? [h('span', { class: 'values' }, values.map(String).join(' · '))] : []),
      ...(field.description ? [h('span', { class: 'says' }, field.description)] : [])];
    const inner = depth < Deepest ? fields(document, field, depth + 1, [...within, object]) : undefined;
    return h('li', {}, ...(inner ? [h('details', {}, h('summary', {}, ...head), inner)] : head));
  }));
}

function body(document: ApiDocument, title: string, content: Record<string, { schema?: Schema }> | undefined): HTMLElement[] {
  return Object.entries(content ?? {}).filter(([type]) => type !== 'application/problem+json').map(([type, { schema }]) => {
    const inner = schema && fields(document, schema, 0, []);
    const head = [title, ' ', code(type), ...(schema ? [' ', h('span', { class: 'type' }, typeOf(schema))] : [])];
    return inner ? h('details', { class: 'body' }, h('summary', {}, ...head), inner) : h('p', { class: 'body' }, ...head);
  });
}

function access(operation: Operation): HTMLElement {
  const { scope, ways } = whoMay(operation);
  const chips = [
    ...(scope ? [h('span', { class: 'chip good' }, t('docs.scope', { scope }))] : []),
    ...(ways.includes('session') ? [h('span', { class: 'chip' }, t(operation.tags?.includes('Full access') ? 'docs.full' : 'docs.agent'))] : []),
    ...(ways.includes('visitor') ? [h('span', { class: 'chip' }, t('docs.visitor'))] : []),
    ...(ways.length === 0 ? [h('span', { class: 'chip' }, t('docs.anybody'))] : []),
  ];
  return h('p', { class: 'access' }, ...chips);
}

function article(document: ApiDocument, { id, method, path, operation }: Listed): HTMLElement {
  const parameters = operation.parameters ?? [];
  const statuses = Object.keys(operation.responses ?? {});
  return h('article', { id, 'aria-labelledby': `${id}-title` },
    h('h3', { id: `${id}-title` }, h('span', { class: `method ${method.toLowerCase()}` }, method), ' ', h('a', { href: `#${id}` }, code(path))),
    ...(operation.summary ? [h('p', {}, operation.summary)] : []),
    access(operation),
    ...(parameters.length === 0 ? [] : [h('ul', { class: 'fields' }, ...parameters.map(({ name, in: where, required, schema, description }) =>
      h('li', {}, code(name), ' ', h('span', { class: 'type' }, schema ? typeOf(schema) : ''), ' ',
        h('span', { class: 'quiet' }, t(where === 'path' ? 'docs.inPath' : 'docs.inQuery'), required || where === 'path' ? '' : `, ${t('docs.optional')}`),
        ...(description ? [h('span', { class: 'says' }, description)] : []))))]),
    ...body(document, t('docs.sends'), operation.requestBody?.content),
    ...Object.entries(operation.responses ?? {}).flatMap(([status, { content }]) => body(document, t('docs.answers', { status }), content)),
    h('p', { class: 'quiet statuses' }, t('docs.statuses'), ' ', statuses.join(' · ')));
}

const matches = ({ method, path, operation }: Listed): boolean =>
  wanted === '' || `${method} ${path} ${operation.summary ?? ''} ${whoMay(operation).scope ?? ''}`.toLowerCase().includes(wanted.toLowerCase());

function content(document: ApiDocument): Node[] {
  const tags = [...byTag(document)].map(([tag, listed]) => [tag, listed.filter(matches)] as const).filter(([, listed]) => listed.length > 0);
  return [
    h('nav', { 'aria-label': t('docs.operations') }, ...tags.map(([tag, listed]) => h('details', { ...(wanted === '' ? {} : { open: true }) },
      h('summary', {}, tag, ' ', h('span', { class: 'quiet' }, String(listed.length))),
      h('ul', {}, ...listed.map(({ id, method, path }) => h('li', {}, h('a', { href: `#${id}` }, h('span', { class: `method ${method.toLowerCase()}` }, method), ' ', path))))))),
    h('div', { class: 'operations' },
      ...(tags.length === 0 ? [h('p', { class: 'note' }, t('docs.nothing'))] : []),
      ...tags.map(([tag, listed]) => h('section', { 'aria-label': tag }, h('h2', {}, tag), ...listed.map((one) => article(document, one))))),
  ];
}

/** Only the list is made anew while somebody types: the field keeps what it holds. */
function fill(): void {
  if (api) document.querySelector('.docs')?.replaceChildren(...content(api));
}

const show = showPage(() => 'docs.title', () => [
  h('header', { class: 'top' }, brand(), languageSwitch(() => show())),
  h('main', {},
    h('h1', {}, t('docs.title')),
    h('p', {}, t('docs.about'), ' ', h('a', { href: '/openapi/v1.json' }, 'openapi/v1.json')),
    h('details', { class: 'note' }, h('summary', {}, t('docs.signIn')),
      h('p', {}, t('docs.token')), h('pre', {}, code(`curl -H "Authorization: Bearer nb_…" ${location.origin}/api/conversations`)),
      h('p', {}, t('docs.manner'))),
    ...(api ? [
      h('div', { class: 'field search' }, h('label', { for: 'wanted' }, t('docs.search')),
        h('input', {
          id: 'wanted', type: 'search', value: wanted, autocomplete: 'off',
          input: (event: Event) => {
            wanted = (event.currentTarget as HTMLInputElement).value.trim();
            fill();
          },
        })),
      h('div', { class: 'docs' }, ...content(api)),
    ] : [trouble ? h('p', { class: 'note bad', role: 'alert' }, words(trouble)) : h('p', { role: 'status' }, t('loading'))])),
]);

async function read(): Promise<void> {
  try {
    api = await send<ApiDocument>('GET', '/openapi/v1.json');
  } catch (error) {
    trouble = error;
  }
  show();
  // What the address names was not there yet when the browser looked for it.
  if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

void read();
