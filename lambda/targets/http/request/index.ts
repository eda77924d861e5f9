/** Builds the request of an `http` tool from its block and the call's arguments. */
export { BODY_KEYS } from './body.ts';
export { compileRequest, type PageParameter, type RequestBuilder } from './request.ts';
export { parseUrlTemplate } from './url.ts';
