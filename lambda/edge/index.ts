/** Events in, HTTP out: one adapter for each event source, one writer for each way to respond. */
export { type AlbResult, toAlb } from './buffered.ts';
export {
  type AlbEvent,
  type ApiGatewayEvent,
  fromAlb,
  fromApiGateway,
  type LambdaContext,
  wantsMultiValueHeaders,
} from './events.ts';
export { createHttpHandler, type HttpHandler } from './http-handler.ts';
export { createOriginCheck } from './origins.ts';
export { type ResponseStream, type WithPrelude, writeStreamed } from './streamed.ts';
export { createStreamingHandler } from './streaming-handler.ts';
export { createWellKnown } from './well-known.ts';
