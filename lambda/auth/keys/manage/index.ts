/** Creates, lists and changes API keys: for the command line. Functions never reach it: their entry point is `../index.ts`. */
export { isKeyId } from '../format.ts';
export { keyItemKey } from '../key-item.ts';
export { InvalidKeyRequest, type KeyRequest } from './key-request.ts';
export {
  createKeyStore,
  type KeyDetails,
  KeyNotChanged,
  type KeyStore,
  type KeyTable,
  type NewKey,
} from './key-store.ts';
