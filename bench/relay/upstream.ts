/** All upstreams of `bench/relay.ts`, with prepared responses, in a process of its own. Sends its origin to the parent. */
import { listen } from '../first-result/listen.ts';
import { lambdaAnswer, ndjsonAnswer, pageAfter } from './answers.ts';

const { origin } = await listen(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.headers['x-amz-target'] === 'DynamoDB_20120810.Query') {
    const { ExclusiveStartKey } = JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(pageAfter(ExclusiveStartKey));
  } else if (request.url?.endsWith('/response-streaming-invocations')) {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    for (const event of lambdaAnswer) response.write(event);
    response.end();
  } else {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const piece of ndjsonAnswer) response.write(piece);
    response.end();
  }
});
process.send?.(origin);
