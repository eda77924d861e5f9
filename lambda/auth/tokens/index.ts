/** Checks JSON Web Tokens of the issuers that a stage trusts: an OAuth 2.1 resource server. */
export { createTokenVerifier } from './verifier.ts';
