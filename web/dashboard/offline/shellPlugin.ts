import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

/** What else the first page of conversations is made of, besides the entry: parts that load when they are wanted. */
const Wanted = /(ConversationsPage|SignIn|texts\/(en|hu)\.json)/;

const icons = [
  { file: 'icon-192.png', sizes: '192x192', purpose: 'any' },
  { file: 'icon-512.png', sizes: '512x512', purpose: 'any' },
  { file: 'icon-maskable-512.png', sizes: '512x512', purpose: 'maskable' },
] as const;

/** Night blue, as the header is. */
const Night = '#141a3a';

const manifest = {
  id: '/app', name: 'Nightbell', short_name: 'Nightbell', start_url: '/app', scope: '/app', display: 'standalone',
  background_color: Night, theme_color: Night,
  icons: icons.map(({ file, sizes, purpose }) => ({ src: `/icons/${file}`, sizes, purpose, type: 'image/png' })),
};

const tags: HtmlTagDescriptor[] = [
  { tag: 'link', attrs: { rel: 'manifest', href: '/manifest.webmanifest' }, injectTo: 'head' },
  { tag: 'link', attrs: { rel: 'apple-touch-icon', href: '/icons/apple-touch-icon.png' }, injectTo: 'head' },
  { tag: 'meta', attrs: { name: 'theme-color', content: Night }, injectTo: 'head' },
];

/** Makes the dashboard one that can be installed: manifest, icons, and the worker with the list of the shell's files. */
export function shell(): Plugin {
  return {
    name: 'nightbell-shell',
    transformIndexHtml: () => tags,
    generateBundle: {
      // After vite has taken out what holds nothing but a style.
      order: 'post',
      handler(_, bundle) {
        for (const file of [...icons.map((icon) => icon.file), 'apple-touch-icon.png']) {
          this.emitFile({ type: 'asset', fileName: `icons/${file}`, source: readFileSync(resolve(import.meta.dirname, '../art', file)) });
        }
        this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: JSON.stringify(manifest) });
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') throw new Error('There is no sw.js.');
        worker.code = worker.code.replaceAll('__SHELL__', JSON.stringify(shellOf(bundle)));
      },
    },
  };
}

function shellOf(bundle: Rolldown.OutputBundle): { version: string; entry: string; files: string[] } {
  const chunks = Object.values(bundle).filter((part): part is Rolldown.OutputChunk => part.type === 'chunk' && part.fileName !== 'sw.js');
  const entry = chunks.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('There is no entry.');
  const files = new Set<string>();
  const take = (file: string): void => {
    const chunk = chunks.find(({ fileName }) => fileName === file);
    if (!chunk || files.has(file)) return;
    files.add(file);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset);
    chunk.imports.forEach(take);
  };
  take(entry.fileName);
  for (const chunk of chunks) if (chunk.facadeModuleId && Wanted.test(chunk.facadeModuleId)) take(chunk.fileName);
  const list = [...files].sort().map((file) => `/${file}`);
  return { version: createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 12), entry: `/${entry.fileName}`, files: list };
}
