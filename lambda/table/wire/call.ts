import { Agent, request as httpsRequest } from 'node:https';
import { type AwsCredentials, createSigner } from './sign.ts';

/** Calls one operation of DynamoDB with its input as JSON, and gives its output. AWS: amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
export type DynamoCall = (operation: ReadOperation, input: object) => Promise<unknown>;

/** The operations that reading the catalogue takes. */
export type ReadOperation = 'GetItem' | 'Query';

/** Where DynamoDB is, and as whom to ask. */
export interface CallOptions {
  readonly region: string;
  /** URL of the endpoint; plain HTTP is for look-alikes on this machine. */
  readonly endpoint: string;
  readonly credentials: () => AwsCredentials;
  /** The clock, epoch milliseconds. */
  readonly now?: () => number;
}

/** The table did not answer, or refused. */
export class TableCallFailed extends Error {
  override readonly name = 'TableCallFailed';
  /** Whether another attempt may fare better. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}

/** A call waits for the table: rather fail soon and serve the last good copy than hold it. */
const ATTEMPT_MS = 1500;
const ATTEMPTS = 2;
/** AWS: amazondynamodb/latest/developerguide/Programming.Errors.html, errors to retry besides those of the server. */
const RETRYABLE = /(?:Throttling|ThroughputExceeded|RequestLimitExceeded|Unavailable|InternalServerError)/;
/** An answer has at most 1 MB of items, and JSON around them. */
const ANSWER_BYTES = 16_000_000;

/**
 * Makes the caller: one signed request over one kept connection, and nothing else of an SDK, whose loading and first call would
 * be most of a cold start. docs/decisions/0007-a-table-reader-of-our-own.md
 */
export function createDynamoCall({ region, endpoint, credentials, now = Date.now }: CallOptions): DynamoCall {
  const url = new URL(endpoint);
  const sign = createSigner('dynamodb', region);
  const isTls = url.protocol === 'https:';
  const http = isTls ? { Agent, request: httpsRequest } : process.getBuiltinModule('node:http');
  // A function answers one request at a time: a second connection would cost a cold start a second handshake, and idle after.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  function attempt(operation: string, body: string): Promise<string> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const signed = sign({ method: 'POST', host: url.host, path: '/', headers, body }, credentials(), now());
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) => {
        clearTimeout(timer);
        reject(new TableCallFailed(`the table cannot be reached: ${messageOf(cause)}`, true, cause));
        sent.destroy();
      };
      const timer = setTimeout(() => fail(new Error(`no answer within ${ATTEMPT_MS} ms`)), ATTEMPT_MS);
      const options = { method: 'POST', agent, headers: { ...signed, 'content-length': Buffer.byteLength(body) } };
      const sent = http.request(url, options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) fail(new Error('the answer is too large'));
          chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer broke off')));
        response.on('end', () => {
          clearTimeout(timer);
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(text);
          else reject(refusal(operation, response.statusCode ?? 0, text));
        });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  }

  return async (operation, input) => {
    const body = JSON.stringify(input);
    for (let left = ATTEMPTS - 1; ; left -= 1) {
      try {
        return JSON.parse(await attempt(operation, body));
      } catch (error) {
        if (left === 0 || !(error instanceof TableCallFailed) || !error.retryable) throw error;
      }
    }
  };
}

function refusal(operation: string, status: number, text: string): TableCallFailed {
  const type = /"__type"\s*:\s*"([^"]*)"/.exec(text)?.[1]?.split('#').at(-1) ?? `HTTP ${status}`;
  return new TableCallFailed(`${operation} was refused: ${type}`, status >= 500 || RETRYABLE.test(type));
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
