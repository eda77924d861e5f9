import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../lambda/targets/upstream/auth/aws/sha256.ts';

/** A request as received. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Remote port of its connection. */
  readonly port: number | undefined;
}

/** Responds to one request. */
export type Behaviour = (response: ServerResponse, request: SeenRequest) => void;

/** A service on this machine whose behaviour the test sets; records its requests. */
export interface AwsServer {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  /** One behaviour per request; the last one repeats. */
  behaviours: Behaviour[];
  close(): Promise<void>;
}

/** Credentials of the requests. */
export const CREDENTIALS = { accessKeyId: 'id', secretAccessKey: 'hush', sessionToken: 'token' };

/** Starts the service on a free port. */
export async function startAwsServer(): Promise<AwsServer> {
  const http = createServer(async (request, response) => {
    const seen = await readRequest(request);
    server.seen.push(seen);
    (server.behaviours.length > 1 ? server.behaviours.shift() : server.behaviours[0])?.(response, seen);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server: AwsServer = {
    endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen: [],
    behaviours: [answers(200, '{}')],
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}

/** The environment of a function whose AWS endpoint is this service. */
export function functionEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
  };
}

export function answers(status: number, body: string, headers: Record<string, string> = {}): Behaviour {
  return (response) => void response.writeHead(status, headers).end(body);
}

export function refuses(type: string, status = 400): Behaviour {
  return answers(status, JSON.stringify({ __type: `com.amazonaws.service#${type}`, message: 'secret detail' }));
}

/** The expected signature of a request, from the AWS SDK's own signer. */
export async function rightAuthorization(seen: SeenRequest): Promise<string | undefined> {
  const { authorization = '', 'x-amz-date': time = '' } = seen.headers;
  const [, region = '', service = '', names = ''] =
    /\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const signer = new SignatureV4({ service, region, credentials: CREDENTIALS, sha256: Sha256, applyChecksum: false });
  const { hostname, port, pathname } = new URL(seen.path, `http://${seen.headers.host}`);
  const headers = Object.fromEntries(names.split(';').map((name) => [name, seen.headers[name] ?? '']));
  const request = { method: seen.method, protocol: 'http:', hostname, port: Number(port), path: pathname, headers };
  const signingDate = new Date(time.replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'));
  const signed = await signer.sign({ ...request, body: seen.body }, { signingDate });
  return signed.headers.authorization;
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { method = '', url = '', socket } = request;
  return { method, path: url, headers, body: String(Buffer.concat(chunks)), port: socket.remotePort };
}
