import type { ApiGatewayEvent, LambdaContext, ResponseStream } from '../../lambda/edge/index.ts';

/** The common shape of all variants: a streaming Lambda handler, event in, bytes out. */
export type Handler = (event: ApiGatewayEvent, stream: ResponseStream, context: LambdaContext) => Promise<void>;

/** The context that the Lambda runtime would pass. */
export const CONTEXT: LambdaContext = { getRemainingTimeInMillis: () => 60_000 };
