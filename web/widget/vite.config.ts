import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The widget is one classic script, so that a shop's page needs one tag and no module support. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: process.env['NIGHTBELL_WEB_OUT'] ?? resolve(import.meta.dirname, '../../src/Server/wwwroot/built'),
    emptyOutDir: false,
    target: 'es2022',
    // What the stylesheet uses itself (:dir, color-mix) is the floor; nothing older needs to be written around.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    lib: { entry: 'src/main.ts', name: 'nightbell', formats: ['iife'], fileName: () => 'widget.js' },
  },
});
