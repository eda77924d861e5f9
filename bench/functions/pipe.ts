import { request } from 'node:http';
import type { ResponseStream, WithPrelude } from '../../lambda/edge/index.ts';

/** The globals of Lambda's Node.js runtime. */
declare const awslambda: {
  streamifyResponse<H>(handler: H): H;
  readonly HttpResponseStream: { readonly from: WithPrelude };
};

/** The minimum between an upstream and a caller: forwards every chunk unchanged. */
export const handler = awslambda.streamifyResponse(async (_: unknown, stream: ResponseStream): Promise<void> => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
  await new Promise<void>((resolve, reject) => {
    const sent = request(process.env.UPSTREAM ?? '', (response) => {
      response.on('data', (chunk: Buffer) => out.write(chunk));
      response.on('end', resolve);
    });
    sent.on('error', reject).end();
  });
  out.end();
});
