/** Shows calls to authors: what was sent, what came back, and what differs from an example. */
export { differences } from './differences.ts';
export { maskFor } from './masked.ts';
export { bodyBytes, callAsJson, describeCall } from './report.ts';
