/** What the command line sends to prove who is calling: a key, or the token of a stored login. */
export { authorizeCalls } from './authorized.ts';
export { configDirectoryOf } from './config-directory.ts';
export { findLogin, type Login, openLogins } from './logins.ts';
