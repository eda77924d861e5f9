import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Intercept, OutboundRequest } from '../../../../lambda/outbound/index.ts';

/** Bytes of one response that are kept to be shown or recorded. */
const KEPT_BYTES = 5_000_000;

/** A request of a tool as it was sent, and what came back. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  /** Milliseconds from the request to the end of the response, or to now. */
  readonly ms: () => number;
  response?: ReceivedResponse;
  /** Why there is no response. */
  failure?: string;
}

/** A response as it came over the wire. */
interface ReceivedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first 5 MB of its bytes. */
  readonly body: () => Buffer;
  /** How many bytes came. */
  readonly bytes: () => number;
}

/**
 * Keeps every request and response of a tool, without changing when its reader gets them.
 *
 * @param exchanges receives them, in order
 * @param open opens a request in place of the network
 */
export function keepExchanges(
  exchanges: Exchange[],
  open: (request: OutboundRequest, connect: () => ClientRequest) => ClientRequest = (_request, connect) => connect(),
): Intercept {
  return (request, connect) => {
    const begun = performance.now();
    let ended: number | undefined;
    const exchange: Exchange = {
      method: request.method,
      url: urlOf(request),
      headers: textsOf(request.headers),
      body: request.body,
      ms: () => (ended ?? performance.now()) - begun,
    };
    exchanges.push(exchange);
    const outgoing = open(request, connect);
    outgoing.once('error', (error) => {
      exchange.failure = error.message;
    });
    outgoing.once('response', (incoming) => {
      exchange.response = keepResponse(incoming);
      incoming.once('close', () => {
        ended = performance.now();
      });
    });
    return outgoing;
  };
}

function keepResponse(incoming: IncomingMessage): ReceivedResponse {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let kept = 0;
  const push = incoming.push.bind(incoming);
  // A listener would make the response flow before its own reader is there.
  incoming.push = (chunk, encoding) => {
    if (Buffer.isBuffer(chunk)) {
      bytes += chunk.length;
      const part = chunk.subarray(0, KEPT_BYTES - kept);
      kept += part.length;
      if (part.length > 0) chunks.push(part);
    }
    return push(chunk, encoding);
  };
  return {
    status: incoming.statusCode ?? 0,
    headers: textsOf(incoming.headers),
    body: () => Buffer.concat(chunks),
    bytes: () => bytes,
  };
}

function urlOf({ origin: { protocol, hostname, port }, path }: OutboundRequest): string {
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${path}`;
}

function textsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
