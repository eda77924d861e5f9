export { type Expiring, ExpiringCache } from '../../cache/expiring.ts';
export { assertSecretHost, isSecretHost } from './hosts.ts';
export { Mask } from './mask.ts';
export { type SecretReference, Secrets, secretsOf } from './secrets.ts';
