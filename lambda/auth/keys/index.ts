/** API keys: their format, and the check of the key of a request. `manage/` creates and changes them. */

export type { KeyReaderOptions } from './key-reader.ts';
export { createKeyVerifier, type KeyVerifier } from './verifier.ts';
