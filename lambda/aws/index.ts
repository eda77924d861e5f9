/** Calls to AWS services without the SDK, for the requests that a cold start waits for. */

export { AwsCallFailed, type CallPolicy } from './call.ts';
export { type Environment, endpointOf, regionOf } from './environment.ts';
export { createStart, type StartFunction } from './invoke.ts';
export { createJsonCall, type JsonCall, type JsonService } from './json-call.ts';
export { createSecretReader, type ReadSecret, type SecretStage } from './secrets-manager.ts';
export { encodeSegment } from './sign.ts';
