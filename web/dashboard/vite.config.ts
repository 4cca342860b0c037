import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { shell } from './offline/shellPlugin.ts';

/** The server answers every address below `/app` with `dashboard/index.html`; the scripts lie beside those of the pages. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  publicDir: false,
  plugins: [shell()],
  logLevel: 'warn',
  build: {
    outDir: process.env['NIGHTBELL_WEB_OUT'] ?? resolve(import.meta.dirname, '../../src/Server/wwwroot/built'),
    emptyOutDir: false,
    target: 'es2022',
    // What the stylesheets use themselves (:has, color-mix, popover) is the floor; nothing older needs to be written around.
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { dashboard: resolve(import.meta.dirname, 'index.html'), sw: resolve(import.meta.dirname, 'offline/worker.ts') },
      // A service worker is found anew at its old address.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
      // Mantine marks its files for servers that render; there is none here.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  worker: { format: 'es' },
});
