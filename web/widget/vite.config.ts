import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

/** Bytes, compressed with gzip: what every page of a site pays, and what opening the chat costs more. */
const LauncherMax = 5 * 1024;
const PanelMax = 14 * 1024;

const outDir = process.env['NIGHTBELL_WEB_OUT'] ?? resolve(import.meta.dirname, '../../src/Server/wwwroot/built');

/** Ends the build when a script has grown beyond what it may weigh. */
const atMost = (most: number): Plugin => ({
  name: 'nightbell-weight',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      // They help whoever bundles, and here nobody does.
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = file.code.replaceAll('/* @__PURE__ */ ', '');
      const weight = Object.values(bundle).reduce((sum, file) => sum + gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).byteLength, 0);
      if (weight > most) this.error(`${Object.keys(bundle).join()} weighs ${weight} bytes compressed, at most ${most} are allowed.`);
      if (process.env['NIGHTBELL_WEIGHTS']) this.warn(`${Object.keys(bundle).join()}: ${weight} of ${most} bytes compressed.`);
    },
  },
});

const common = (entry: string, format: 'iife' | 'es', fileName: string, most: number): InlineConfig => ({
  root: import.meta.dirname,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [atMost(most)],
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    // What the stylesheet uses itself (:dir, color-mix) is the floor; nothing older needs to be written around.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    lib: { entry, name: 'nightbellScript', formats: [format], fileName: () => fileName },
    minify: true,
    rolldownOptions: { output: { entryFileNames: fileName, minify: true } },
  },
});

/**
 * Two scripts: a classic one for the page, so that one tag is enough and no module support is asked of it, and a module with everything
 * else, whose name changes with its content, so that browsers may keep it for ever.
 */
export default defineConfig(async () => {
  const built = await build(common('src/panel.ts', 'es', 'assets/widget-panel-[hash].js', PanelMax));
  const [bundle] = [built].flat();
  if (!bundle || !('output' in bundle)) throw new Error('The panel was not built.');
  return { ...common('src/main.ts', 'iife', 'widget.js', LauncherMax), define: { PanelScript: JSON.stringify(bundle.output[0].fileName) } };
});
