import type { ServerResponse } from 'node:http';
import type { StreamedBody, TargetResponse } from './request.ts';

/** Hop-by-hop headers (RFC 9110, section 7.6.1) are not forwarded. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'proxy-connection', 'upgrade']);

/** Receives the bytes of a body as they are sent. */
interface Observer {
  add(chunk: Buffer): void;
}

/**
 * Sends a target's response to the client.
 *
 * @returns once the last byte is handed to the socket, or the connection is closed
 */
export async function relay(
  targetResponse: TargetResponse,
  response: ServerResponse,
  isHead: boolean,
  observer?: Observer,
): Promise<void> {
  if (response.destroyed) return drain(targetResponse);
  const headers = targetResponse.headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  const { body } = targetResponse;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const bytes = Buffer.from(body);
    observer?.add(bytes);
    const hasLength = headers.some(([name]) => name.toLowerCase() === 'content-length');
    const mayHaveBody = targetResponse.status >= 200 && targetResponse.status !== 204 && targetResponse.status !== 304;
    const length = hasLength || !mayHaveBody ? [] : ['Content-Length', String(bytes.length)];
    response.writeHead(targetResponse.status, [...headers.flat(), ...length]);
    return ended(response, isHead || !mayHaveBody ? undefined : bytes);
  }
  response.writeHead(targetResponse.status, headers.flat());
  if (isAnnouncedEmpty(headers)) {
    drain(targetResponse);
    return ended(response, undefined);
  }
  // Clients wait for the status line and headers, which must not wait for the first chunk.
  response.flushHeaders();
  return relayStream(body, response, observer);
}

/** RFC 9112 section 6.3: the message ends with its headers, whenever the target ends its own. */
function isAnnouncedEmpty(headers: TargetResponse['headers']): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-length' && value === '0');
}

/** Reads and discards a body that is no longer needed: as on AWS, the function behind it runs to its end. */
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
 * Forwards each chunk as it arrives, no faster than the client reads. When the client disconnects, the rest is read and
 * discarded: as on AWS, the function behind it continues.
 */
function relayStream(
  { stream, idleTimeoutMs, deadline, isWhole }: StreamedBody,
  response: ServerResponse,
  observer: Observer | undefined,
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
    stream.on('data', (chunk: Buffer) => {
      idle.refresh();
      observer?.add(chunk);
    });
    stream.once('end', () => finish(isWhole()));
    stream.once('error', () => finish(false));
    stream.once('close', () => finish(false));
    response.once('close', () => finish(false));
    stream.pipe(response, { end: false });
  });
}
