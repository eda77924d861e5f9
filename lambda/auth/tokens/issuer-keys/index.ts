/** The keys of the issuers that a stage trusts: where they are, which of them can check a signature, and how long they serve. */
export { createIssuerKeys } from './issuer-keys.ts';
export type { KeySet, VerificationKey } from './key-set.ts';
