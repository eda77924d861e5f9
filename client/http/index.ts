/** Sends one JSON-RPC message by HTTP POST and receives what the server sends back: retries, redirects, renewed credentials. */
export { challengeParam } from '../errors/index.ts';
export type { Endpoint, HeaderMap, PostRequest, Received, Refusal } from './endpoint.ts';
export { loadRefusals } from './load-refusals.ts';
export { post } from './post.ts';
export { protocolHeaders } from './protocol-headers.ts';
export { orAborted, sleep } from './waiting.ts';
