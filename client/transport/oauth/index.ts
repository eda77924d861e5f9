/** Gets tokens from the OAuth provider of an SDK. Loaded for transports with the option `oauth`. */
export { OAuthSession } from './session.ts';
