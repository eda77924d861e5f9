/** Credentials of upstream requests: bearer tokens, API keys, Basic, OAuth 2.0 client credentials and AWS Signature Version 4. */
export { compileAuth } from './compile.ts';
export type { Auth } from './session.ts';
