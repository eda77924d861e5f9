import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Secrets Manager, Parameter Store and STS on loopback: as little of their wire as the clients need. */
export interface FakeAws {
  /** Secrets and parameters by the store's own name. */
  readonly secrets: Map<string, string>;
  /** What was asked for, in order: an operation such as `secretsmanager.GetSecretValue`, or `sts`. */
  readonly asked: string[];
  /** Milliseconds that a role's credentials last. */
  sessionMs: number;
  /** Answers a request, or holds it back; by default at once. */
  answer: (send: () => void) => void;
  close(): Promise<void>;
}

/** What the SDK finds its services and the function's own credentials by. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'FUNCTIONKEY',
  AWS_SECRET_ACCESS_KEY: 'function-secret',
};

/** Starts the services, and leads the SDK of this process to them until they are closed. */
export async function startAws(): Promise<FakeAws> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    fake.asked.push(operationOf(request.headers));
    fake.answer(() => respond(fake, body, request.headers, response));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const restore = setEnvironment({ ...ENVIRONMENT, AWS_ENDPOINT_URL: endpoint });
  const fake: FakeAws = {
    secrets: new Map(),
    asked: [],
    sessionMs: 3_600_000,
    answer: (send) => send(),
    close() {
      restore();
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return fake;
}

const operationOf = (headers: IncomingHttpHeaders) => String(headers['x-amz-target'] ?? 'sts');

function respond(
  { secrets, asked, sessionMs }: FakeAws,
  body: string,
  headers: IncomingHttpHeaders,
  response: ServerResponse,
) {
  if (operationOf(headers) === 'sts') {
    const session = asked.filter((operation) => operation === 'sts').length;
    return void response.end(assumedRole(session, new Date(Date.now() + sessionMs)));
  }
  const { SecretId, Name } = JSON.parse(body);
  const value = secrets.get(SecretId ?? Name);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (value !== undefined) {
    const found = SecretId === undefined ? { Parameter: { Value: value } } : { SecretString: value };
    return void response.end(JSON.stringify(found));
  }
  const type = SecretId === undefined ? 'ParameterNotFound' : 'ResourceNotFoundException';
  response.writeHead(400).end(JSON.stringify({ __type: type, message: 'spillway/test/ is a store name' }));
}

/** The credentials of a session: `ASIAROLE1`, `role-key-1` and `role-token-1` are those of the first. */
function assumedRole(session: number, end: Date): string {
  const credentials = [
    `<AccessKeyId>ASIAROLE${session}</AccessKeyId>`,
    `<SecretAccessKey>role-key-${session}</SecretAccessKey>`,
    `<SessionToken>role-token-${session}</SessionToken>`,
    `<Expiration>${end.toISOString()}</Expiration>`,
  ];
  return `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials.join('')}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
