/** Builds the request of an `http` tool from its block and the call's arguments. */
export { compileRequest, type PageParameter, type RequestBuilder } from './request.ts';
