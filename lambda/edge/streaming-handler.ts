import { type ApiGatewayEvent, fromApiGateway, type LambdaContext } from './events.ts';
import type { StreamingHedges } from './hedges.ts';
import type { HttpHandler } from './http-handler.ts';
import { type ResponseStream, type WithPrelude, writeStreamed } from './streamed.ts';

type StreamingHandler = (event: ApiGatewayEvent, stream: ResponseStream, context: LambdaContext) => Promise<void>;

/** Lambda's Node.js runtime defines this global. AWS: lambda/latest/dg/config-rs-write-functions.html */
declare const awslambda: {
  streamifyResponse(handler: StreamingHandler): StreamingHandler;
  readonly HttpResponseStream: { readonly from: WithPrelude };
};

/**
 * Makes the handler of a function behind the private API, which streams its responses.
 *
 * @param hedges default: none
 */
export function createStreamingHandler(httpHandler: HttpHandler, hedges: StreamingHedges = {}): StreamingHandler {
  return awslambda.streamifyResponse(async (event, stream, context) => {
    const response = await httpHandler(fromApiGateway(event, context));
    try {
      await writeStreamed(stream, response, { ...hedges, withPrelude: awslambda.HttpResponseStream.from });
    } finally {
      await response.afterwards?.();
    }
  });
}
