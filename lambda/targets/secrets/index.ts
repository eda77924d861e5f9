/** Secrets of MCP servers: reading them, the hosts that may receive them, and masking their values. */
export { assertSecretHost, isSecretHost } from './hosts.ts';
export { Mask } from './mask.ts';
export { type SecretReference, Secrets, secretsOf } from './secrets.ts';
