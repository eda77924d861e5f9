/** Checks of a request's keys that their schema cannot express. */
export { checkRequest } from './check.ts';
