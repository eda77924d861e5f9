/** Completes the arguments of prompts and the variables of resource templates. */
export { complete } from './complete.ts';
export { findReference } from './reference.ts';
