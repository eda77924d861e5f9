import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gate } from '../gate.ts';
import type { Upstream } from '../http/upstream.ts';

/** Answers as SQS does: two pages of one queue, the second after the gate, or a long list of queues. */
export async function answerAws({ seen }: Upstream, response: ServerResponse): Promise<void> {
  const { url = '', body = '' } = seen.at(-1) ?? {};
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  if (url.startsWith('/aws-large')) return void response.end(JSON.stringify({ QueueUrls: ['x'.repeat(100_000)] }));
  const isSecond = body.includes('NextToken');
  if (isSecond) await gate.pass(once(response, 'close'));
  response.end(JSON.stringify({ QueueUrls: [isSecond ? 'b' : 'a'], ...(isSecond ? {} : { NextToken: 't' }) }));
}
