/** Reads the responses that do not answer a request: refusals, redirects, bodies without a response. Loaded on demand. */
export { safeElsewhere, targetOf } from './redirect.ts';
export { refusalOf } from './refusal.ts';
export { responseError } from './response-error.ts';
export { acceptedOnly, notMcp, withoutResponse } from './without-response.ts';
