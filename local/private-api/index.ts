/** Emulates the private REST API behind the `execute-api` interface endpoint, with streaming Lambda integrations. */
export { callPrivateApi } from './call.ts';
export { readPrivateApis } from './model.ts';
