import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{api,widget,pages,dashboard}/**/*.test.ts'], environment: 'node' },
});
