import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PINNED_NODE = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/**
 * Node.js for functions and services: the dev dependency `node` pins the major version that Lambda runs, whatever version
 * runs the local stack.
 */
export const NODE = existsSync(PINNED_NODE) ? PINNED_NODE : process.execPath;
