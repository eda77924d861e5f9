/** AWS Signature Version 4 with roles that the stage lists. */
export { sigv4Auth } from './sigv4.ts';
