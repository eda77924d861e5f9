import type { ApiGatewayEvent, LambdaContext, ResponseStream } from '../../lambda/edge/index.ts';

/** What every variant of a server is measured as: a streaming Lambda handler, event in, bytes out. */
export type Handler = (event: ApiGatewayEvent, stream: ResponseStream, context: LambdaContext) => Promise<void>;

/** What the Lambda runtime would pass. */
export const CONTEXT: LambdaContext = { getRemainingTimeInMillis: () => 60_000 };
