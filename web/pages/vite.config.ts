import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const names = ['demo', 'mailbox', 'reset', 'invitation', 'email', 'unsubscribe', 'docs'];

/** Every page is a file of its own; the server maps `/<name>` to `pages/<name>.html`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: process.env['NIGHTBELL_WEB_OUT'] ?? resolve(import.meta.dirname, '../../src/Server/wwwroot/built'),
    emptyOutDir: true,
    target: 'es2022',
    // The pages' Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: names.map((name) => resolve(import.meta.dirname, `${name}.html`)) },
  },
});
