import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * Puts `no-wire.ts` in the place of the module that sends a request and reads its answer, and of nothing else: what is left
 * of an `http` tool is its own cost.
 */
export const withoutWire: Plugin = {
  name: 'without-wire',
  setup(build) {
    build.onResolve({ filter: /^\.\/exchange\.ts$/ }, () => ({
      path: fileURLToPath(new URL('./no-wire.ts', import.meta.url)),
    }));
  },
};
