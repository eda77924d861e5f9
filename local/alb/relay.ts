import type { ServerResponse } from 'node:http';
import type { StreamedBody, TargetResponse } from './request.ts';

/** Headers that belong to one hop. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection', 'upgrade']);

/**
 * Sends a target's answer to the client.
 *
 * @returns when the last byte is handed over, or the connection is gone
 */
export async function relay(answer: TargetResponse, response: ServerResponse, isHead: boolean): Promise<void> {
  if (response.destroyed) return drain(answer);
  const headers = answer.headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  const { body } = answer;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const bytes = Buffer.from(body);
    const hasLength = headers.some(([name]) => name.toLowerCase() === 'content-length');
    const mayHaveBody = answer.status >= 200 && answer.status !== 204 && answer.status !== 304;
    const length = hasLength || !mayHaveBody ? [] : ['Content-Length', String(bytes.length)];
    response.writeHead(answer.status, [...headers.flat(), ...length]);
    return ended(response, isHead || !mayHaveBody ? undefined : bytes);
  }
  response.writeHead(answer.status, headers.flat());
  // The head leaves now: a client waits for it, not for the first chunk.
  response.flushHeaders();
  return relayStream(body, response);
}

/** Reads a body that nobody wants any more, so that the function behind it runs to its end, as in AWS. */
export function drain({ body }: TargetResponse): void {
  if (typeof body === 'object' && 'stream' in body) body.stream.resume();
}

function ended(response: ServerResponse, bytes: Buffer | undefined): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.end(bytes, resolve);
  });
}

/**
 * Passes each chunk on as it comes and reads no faster than the client does. When the client hangs up, the rest is read
 * and dropped: the function behind it runs on, as in AWS.
 */
function relayStream(
  { stream, idleTimeoutMs, deadline, isWhole }: StreamedBody,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (isComplete: boolean): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(idle);
      clearTimeout(total);
      stream.unpipe(response);
      stream.resume();
      if (isComplete) response.end(resolve);
      else {
        response.destroy();
        resolve();
      }
    };
    const idle = setTimeout(() => finish(false), idleTimeoutMs);
    const total = setTimeout(() => finish(false), Math.max(0, deadline - Date.now()));
    stream.on('data', () => idle.refresh());
    stream.once('end', () => finish(isWhole()));
    stream.once('error', () => finish(false));
    stream.once('close', () => finish(false));
    response.once('close', () => finish(false));
    stream.pipe(response, { end: false });
  });
}
