/**
 * Loads a module of items in a process of its own, as TypeScript where Node.js takes it, and sends what it exports to the
 * local stack.
 */
import { pathToFileURL } from 'node:url';

const { items } = await import(pathToFileURL(process.argv[2]).href);
process.send({ items }, () => process.disconnect());
