/** The function behind the private API: API Gateway streams its response to the client. */
import { createApp } from './app.ts';
import {
  type ApiGatewayEvent,
  fromApiGateway,
  type LambdaContext,
  type ResponseStream,
  type WithPrelude,
  writeStreamed,
} from './edge/index.ts';
import { readSettings } from './settings.ts';

type StreamingHandler = (event: ApiGatewayEvent, stream: ResponseStream, context: LambdaContext) => Promise<void>;

/** Lambda's Node.js runtime defines this global. AWS: lambda/latest/dg/config-rs-write-functions.html */
declare const awslambda: {
  streamifyResponse(handler: StreamingHandler): StreamingHandler;
  readonly HttpResponseStream: { readonly from: WithPrelude };
};

const httpHandler = createApp(readSettings(process.env));

export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
  await writeStreamed(stream, await httpHandler(fromApiGateway(event, context)), awslambda.HttpResponseStream.from);
});
