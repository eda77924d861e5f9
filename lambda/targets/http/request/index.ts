/** Builds the request of an `http` tool from its block and the call's arguments. */
export type { RequestChange } from './change.ts';
export { compileRequest, type RequestBuilder } from './request.ts';
