import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

/**
 * Replaces only the module that sends a request and reads its response by `no-wire.ts`, so that the rest of an `http` tool is
 * measured.
 */
export const withoutWire: Plugin = {
  name: 'without-wire',
  setup(build) {
    build.onResolve({ filter: /^\.\/exchange\.ts$/ }, () => ({
      path: fileURLToPath(new URL('./no-wire.ts', import.meta.url)),
    }));
  },
};
