/** Credentials of upstream requests: one scheme, or several of them at once. */
export { compileAuth, secretPlaceholders } from './compile.ts';
export type { Auth } from './session.ts';
