import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{api,widget,pages}/**/*.test.ts'], environment: 'node' },
});
