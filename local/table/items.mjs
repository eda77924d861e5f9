/**
 * Loads a module of items in a process of its own, where Node.js can run TypeScript, and sends its export to the local stack.
 */
import { pathToFileURL } from 'node:url';

const { items } = await import(pathToFileURL(process.argv[2]).href);
process.send({ items }, () => process.disconnect());
