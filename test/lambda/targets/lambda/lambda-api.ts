import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { invokeComplete, payloadChunk } from '../../../../local/lambda-api/eventstream.ts';

/** One invocation, as the fake of Lambda's API sees it. */
interface FakeInvocation {
  readonly name: string;
  readonly qualifier: string | null;
  readonly mode: 'stream' | 'buffered';
  readonly event: unknown;
  /** Writes a piece of the answer; true when the caller keeps up. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Whether the caller hung up. */
  readonly gone: Promise<void>;
}

/** What a fake function does; what it throws is how Lambda ends the invocation. */
export type FakeFunction = (invocation: FakeInvocation) => Promise<void> | void;

/** The function failed: what the runtime reported. */
export class FunctionThrew {
  readonly details: string;

  constructor(errorType: string, errorMessage = 'secret-host refused user admin', trace = ['at secret.ts:1']) {
    this.details = JSON.stringify({ errorType, errorMessage, trace });
  }
}

/** Lambda refuses the call: status and the name of its error. */
export class Refused {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string) {
    this.status = status;
    this.type = type;
  }
}

/** The connection breaks. */
export class Broke {}

export interface FakeLambdaApi {
  readonly endpoint: string;
  readonly invocations: FakeInvocation[];
  /** Connections that were ever made. */
  readonly connections: () => number;
  close(): Promise<void>;
}

const PATH =
  /^\/(?:2015-03-31\/functions\/([^/]+)\/invocations|2021-11-15\/functions\/([^/]+)\/response-streaming-invocations)$/;

/** Speaks Lambda's `Invoke` and `InvokeWithResponseStream` on loopback; functions are found by the last part of their ARN. */
export async function startLambdaApi(functions: Readonly<Record<string, FakeFunction>>): Promise<FakeLambdaApi> {
  const invocations: FakeInvocation[] = [];
  let connections = 0;
  const server = createServer({ noDelay: true }, async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://lambda');
    const [, buffered, streamed] = PATH.exec(pathname) ?? [];
    const name = decodeURIComponent(buffered ?? streamed ?? '').split(':function:')[1] ?? '';
    const body = await readAll(request);
    const run = functions[name];
    if (run === undefined) return refuse(response, new Refused(404, 'ResourceNotFoundException'));
    const mode = streamed === undefined ? ('buffered' as const) : ('stream' as const);
    const qualifier = searchParams.get('Qualifier');
    const answer = mode === 'stream' ? streamTo(response) : collectFor(response);
    const invocation = { name, qualifier, mode, event: JSON.parse(body), write: answer.write, gone: closed(response) };
    invocations.push(invocation);
    try {
      await run(invocation);
      answer.complete();
    } catch (thrown) {
      if (thrown instanceof Refused) refuse(response, thrown);
      else if (thrown instanceof Broke) response.socket?.resetAndDestroy();
      else if (thrown instanceof FunctionThrew) answer.complete(thrown);
      else throw thrown;
    }
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invocations,
    connections: () => connections,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Answer {
  readonly write: FakeInvocation['write'];
  readonly complete: (failure?: FunctionThrew) => void;
}

function streamTo(response: ServerResponse): Answer {
  const begin = () => {
    if (!response.headersSent) response.writeHead(200, head('application/vnd.amazon.eventstream'));
  };
  return {
    write(chunk) {
      begin();
      return new Promise((sent) => response.write(payloadChunk(chunk), () => sent()));
    },
    complete(failure) {
      begin();
      response.end(invokeComplete(failure && { ErrorCode: 'Unhandled', ErrorDetails: failure.details }));
    },
  };
}

function collectFor(response: ServerResponse): Answer {
  const chunks: Buffer[] = [];
  return {
    async write(chunk) {
      chunks.push(Buffer.from(chunk));
    },
    complete(failure) {
      response.writeHead(200, {
        ...head('application/json'),
        ...(failure && { 'x-amz-function-error': 'Unhandled' }),
      });
      response.end(failure ? failure.details : Buffer.concat(chunks));
    },
  };
}

const head = (type: string) => ({ 'content-type': type, 'x-amzn-requestid': 'request-1' });

function refuse(response: ServerResponse, { status, type }: Refused): void {
  response.writeHead(status, { ...head('application/json'), 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Message: `arn:aws:lambda:secret ${type}` }));
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
