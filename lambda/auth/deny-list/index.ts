/** The deny list of a deployment, the emergency stop: callers whom it names are refused although their credentials are valid. */
export { createDenyList, type DenyList, isDenied } from './list.ts';
export { createDenyListReader, type DenyListReader } from './reader.ts';
