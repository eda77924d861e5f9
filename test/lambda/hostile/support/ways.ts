import {
  type AlbEvent,
  type ApiGatewayEvent,
  fromAlb,
  fromApiGateway,
  type HttpHandler,
  type ResponseStream,
  toAlb,
  wantsMultiValueHeaders,
  writeStreamed,
} from '../../../../lambda/edge/index.ts';

/** A header line. */
export type Line = readonly [name: string, value: string];

/** One HTTP request, before anything made an event of it. */
export interface Sent {
  /** Which adapter it comes by: `alb` as a load balancer's event, `lists` as one with lists of headers, `api` as a REST API's. */
  readonly way: 'alb' | 'lists' | 'api';
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Line[];
  /** Text, or bytes that travel as Base64. */
  readonly body: string | Uint8Array;
  /** Milliseconds that the host leaves. */
  readonly remainingMs: number;
}

/** What left the function. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Bytes of the whole answer as the host carries it. */
  readonly bytes: number;
}

/** Sends a request as a load balancer does to a lambda target. */
export async function throughAlb(handler: HttpHandler, sent: Sent): Promise<Answer> {
  const event: AlbEvent = onTheWire({
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: sent.method,
    path: sent.path,
    ...(sent.way === 'lists' ? { multiValueHeaders: asLists(sent.headers) } : { headers: asMap(sent.headers) }),
    ...bodyOf(sent),
  });
  const lists = wantsMultiValueHeaders(event);
  const document = JSON.stringify(toAlb(await handler(fromAlb(event, clock(sent))), lists));
  const { statusCode, headers, multiValueHeaders, body } = JSON.parse(document);
  const joined = Object.entries<string[]>(multiValueHeaders ?? {}).map(([name, values]) => [name, values.join(', ')]);
  const bytes = Buffer.byteLength(document);
  return { status: statusCode, headers: headers ?? Object.fromEntries(joined), text: body, bytes };
}

/** Sends a request as a private REST API does, to a function that streams. */
export async function throughApi(handler: HttpHandler, sent: Sent): Promise<Answer> {
  const event: ApiGatewayEvent = onTheWire({
    httpMethod: sent.method,
    pathParameters: { proxy: sent.path.slice(1) },
    headers: asMap(sent.headers),
    multiValueHeaders: asLists(sent.headers),
    ...bodyOf(sent),
  });
  const stream = new Recorder();
  let head = { statusCode: 0, headers: {} as Readonly<Record<string, string>> };
  await writeStreamed(stream, await handler(fromApiGateway(event, clock(sent))), {
    flush: 'filler',
    withPrelude: (out, metadata) => {
      head = JSON.parse(JSON.stringify(metadata));
      return out;
    },
  });
  if (!stream.ended) throw new Error('the stream was left open');
  const text = stream.chunks.join('');
  return { status: head.statusCode, headers: head.headers, text, bytes: Buffer.byteLength(text) };
}

/** A stream that is full from time to time. */
class Recorder implements ResponseStream {
  readonly chunks: string[] = [];
  ended = false;

  write(chunk: string | Uint8Array): boolean {
    if (this.ended) throw new Error('written after its end');
    this.chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return this.chunks.length % 3 !== 0;
  }

  end(): void {
    this.ended = true;
  }

  once(_event: 'drain', listener: () => void): void {
    setImmediate(listener);
  }
}

/** Events reach a function as JSON. */
function onTheWire<T>(event: T): T {
  return JSON.parse(JSON.stringify(event));
}

const clock = ({ remainingMs }: Sent) => ({ getRemainingTimeInMillis: () => remainingMs });

function bodyOf({ body }: Sent): { readonly body: string; readonly isBase64Encoded: boolean } {
  if (typeof body === 'string') return { body, isBase64Encoded: false };
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

// fromEntries defines own keys, so a header `__proto__` is one.
const asMap = (lines: readonly Line[]) => Object.fromEntries(lines);

function asLists(lines: readonly Line[]): Record<string, readonly string[]> {
  const grouped = Map.groupBy(lines, ([name]) => name);
  return Object.fromEntries([...grouped].map(([name, group]) => [name, group.map(([, value]) => value)]));
}
