import { Agent, type ClientRequest, createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { TargetDocument } from '../../../../lambda/catalog/index.ts';
import { isJsonObject } from '../../../../lambda/json.ts';
import type { OutboundRequest } from '../../../../lambda/outbound/index.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { createPipe } from './pipe.ts';

/** A response that a tool gets in place of one of its upstream. */
export interface RecordedResponse {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly bodyBase64?: string;
}

/** Headers of the connection that brought the record, not of the one that replays it. */
const OF_CONNECTION = new Set(['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding']);

/**
 * Answers requests from a record, one response after the other, over a connection in memory.
 *
 * @param responses in the order of the requests
 * @returns opens a request; throws ToolError when no response is left
 */
export function answerFrom(responses: readonly RecordedResponse[]): (request: OutboundRequest) => ClientRequest {
  let next = 0;
  return ({ origin: { hostname }, method, path, headers }) => {
    const response = responses[next];
    next += 1;
    if (response === undefined) {
      const have = responses.length === 1 ? '1 response is' : `${responses.length} responses are`;
      throw new ToolError(`Request ${next}, ${method} ${path}, has no recorded response: ${have} given.`);
    }
    const [near, far] = createPipe();
    const server = createServer((received, sent) => {
      received.resume().once('end', () => send(response, sent));
    });
    server.emit('connection', far);
    const agent = new Agent();
    agent.createConnection = () => near;
    return httpRequest({ agent, host: hostname, method, path, headers });
  };
}

function send({ status = 200, headers = {}, ...recorded }: RecordedResponse, sent: ServerResponse): void {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const lines = new Map(given.filter(([name]) => !OF_CONNECTION.has(name)));
  const body = bodyOf(recorded);
  if (body !== undefined && !lines.has('content-type')) lines.set('content-type', body.type);
  sent.sendDate = false;
  sent.writeHead(status, { ...Object.fromEntries(lines), connection: 'close' });
  sent.end(body?.bytes);
}

function bodyOf({ body, bodyBase64 }: RecordedResponse): { readonly bytes: Buffer; readonly type: string } | undefined {
  if (bodyBase64 !== undefined) return { bytes: Buffer.from(bodyBase64, 'base64'), type: 'application/octet-stream' };
  if (body === undefined) return undefined;
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

/** Credentials that need only a text, for which any will do. */
const PLAIN = new Set(['bearer', 'basic', 'apiKey', 'hmac']);

/**
 * A target as it runs against a record: nothing is retried, and credentials that need a key, a token endpoint or an AWS account are
 * left out.
 *
 * @returns the target, and the types of the credentials that it lacks
 */
export function withoutUpstream(target: TargetDocument): {
  readonly target: TargetDocument;
  readonly omitted: readonly string[];
} {
  const { auth, ...rest } = target;
  if (target.type === 'aws') return { target: { ...unsigned(target), retries: 0 }, omitted: ['sigv4'] };
  if (rest.url === undefined) return { target, omitted: [] };
  const blocks = (Array.isArray(auth) ? auth : [auth]).filter(isJsonObject);
  const plain = blocks.filter(({ type }) => PLAIN.has(String(type)));
  const kept = plain.length === 0 ? {} : { auth: plain };
  return {
    target: { ...rest, type: target.type, ...kept, retries: 0 },
    omitted: blocks.filter((block) => !plain.includes(block)).map(({ type }) => String(type)),
  };
}

/** A request to AWS is signed by the role, and at an endpoint of the process's Region, which a record does not need. */
function unsigned({ role: _, region = 'us-east-1', ...target }: TargetDocument): TargetDocument {
  return { ...target, region };
}
