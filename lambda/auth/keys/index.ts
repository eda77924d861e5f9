/** API keys: their format, and the check of the key of a request. `manage/` creates and changes them. */
export { createKeyVerifier, type KeyVerifier, type KeyVerifierOptions } from './verifier.ts';
