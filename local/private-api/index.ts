/** Emulates the private REST API behind the `execute-api` interface endpoint, with streaming Lambda integrations. */
export { callPrivateApi } from './call.ts';
export type { StreamingFaults } from './faults.ts';
export { readPrivateApis } from './model.ts';
