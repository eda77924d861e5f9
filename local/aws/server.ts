import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApiError } from '../api-error.ts';
import { addressOf, closeServer, listenOnLoopback, readBody } from '../http.ts';
import { type Access, AccessDenied, type Principal, type Statement, UnknownAccessKey } from '../iam/index.ts';
import type { FindFunction } from '../lambda/index.ts';
import { answerInvocation, type EventQueue, type InvocationRequest, readInvocation } from '../lambda-api/index.ts';
import { isRecord } from '../template/index.ts';
import { refuseWebPages } from '../web-page-guard.ts';
import { type LogLine, putLogEvents } from './logs.ts';
import { type FindSecret, getParameter, getSecretValue, type StoreRequest } from './secrets.ts';
import { assumeRole, errorDocument } from './sts.ts';

/** Data and functions that the APIs work on. */
interface AwsBackend {
  readonly account: string;
  readonly region: string;
  readonly access: Access;
  /** By the ARN of a function, version or alias. */
  readonly findFunction: FindFunction;
  /** Queue of asynchronous invocations. */
  readonly events: EventQueue;
  readonly findSecret: FindSecret;
  /** Takes the lines that functions write to log groups other than their own. */
  readonly writeLog: (lines: readonly LogLine[]) => void;
  /** Value of each secret that a template generates, by its name. */
  readonly generatedSecrets: ReadonlyMap<string, string>;
  /** Policy statements of a role; none if the templates do not declare it. */
  readonly statementsOf: (roleArn: string) => readonly Statement[];
}

/** The emulated services, by their names in the AWS SDK's endpoint variables. */
const SERVICES = ['CLOUDWATCH_LOGS', 'LAMBDA', 'SECRETS_MANAGER', 'SSM', 'STS'];

/** Limit for requests to all services except Lambda, which has limits of its own. */
const MAX_REQUEST_BYTES = 1024 * 1024;

const JSON_OPERATIONS: Readonly<Record<string, (request: StoreRequest) => object>> = {
  'secretsmanager.GetSecretValue': getSecretValue,
  'AmazonSSM.GetParameter': getParameter,
};
const PUT_LOG_EVENTS = 'Logs_20140328.PutLogEvents';

/** Serves Lambda's Invoke, Secrets Manager, Parameter Store, STS and CloudWatch Logs' PutLogEvents on one loopback port. */
export class AwsApis {
  readonly #server = createServer(
    { noDelay: true },
    refuseWebPages((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    }),
  );
  #backend: AwsBackend | undefined;

  constructor() {
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /** Opens a port. Requests before {@link configure} receive 503. */
  async listen(): Promise<void> {
    await listenOnLoopback(this.#server);
  }

  configure(backend: AwsBackend): void {
    this.#backend = backend;
  }

  get endpoint(): string {
    return `http://${addressOf(this.#server)}`;
  }

  /** Environment variables that direct the AWS SDK to this endpoint. */
  get environment(): Record<string, string> {
    return Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, this.endpoint]));
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isQuery = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    try {
      if (this.#backend === undefined) throw new ApiError(503, 'ServiceUnavailable', 'the local stack is starting');
      const backend = this.#backend;
      const principal = this.#signer(request, backend);
      const assertAllowed = (action: string, resource: string): void =>
        backend.access.assertAllowed(principal, action, resource);
      const invocation = readInvocation(request, backend);
      if (invocation !== undefined) await invoke(invocation, request, response, backend, assertAllowed);
      else if (isQuery) await sts(request, response, backend, assertAllowed);
      else await store(request, response, backend, assertAllowed);
    } catch (error) {
      const known = asApiError(error, isQuery);
      if (known === undefined || response.headersSent) throw error;
      // An unread request body would block the next request of the connection.
      request.resume();
      if (isQuery) send(response, known.status, 'text/xml', errorDocument(known));
      else sendError(response, known);
    }
  }

  #signer(request: IncomingMessage, { access }: AwsBackend): Principal | undefined {
    if (request.headers.authorization !== undefined) return access.principal(request.headers.authorization);
    throw new ApiError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
}

type AssertAllowed = StoreRequest['assertAllowed'];

async function invoke(
  invocation: InvocationRequest,
  request: IncomingMessage,
  response: ServerResponse,
  backend: AwsBackend,
  assertAllowed: AssertAllowed,
): Promise<void> {
  // API: InvokeWithResponseStream is allowed by the same action as Invoke.
  assertAllowed('lambda:InvokeFunction', invocation.arn);
  await answerInvocation(invocation, backend.findFunction(invocation.arn), request, response, backend.events);
}

async function sts(
  request: IncomingMessage,
  response: ServerResponse,
  backend: AwsBackend,
  assertAllowed: AssertAllowed,
): Promise<void> {
  const document = assumeRole(new URLSearchParams(await textOf(request)), (roleArn, session) => {
    assertAllowed('sts:AssumeRole', roleArn);
    return backend.access.issue(roleArn, session, backend.statementsOf(roleArn));
  });
  send(response, 200, 'text/xml', document);
}

async function store(
  request: IncomingMessage,
  response: ServerResponse,
  { account, region, findSecret, generatedSecrets, writeLog }: AwsBackend,
  assertAllowed: AssertAllowed,
): Promise<void> {
  const name = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
  if (name === PUT_LOG_EVENTS) {
    const input = parse(await textOf(request));
    const answer = putLogEvents({ input, account, region, write: writeLog, assertAllowed });
    return send(response, 200, 'application/x-amz-json-1.1', JSON.stringify(answer));
  }
  const operation = Object.hasOwn(JSON_OPERATIONS, name) ? JSON_OPERATIONS[name] : undefined;
  if (operation === undefined) {
    throw new ApiError(400, 'UnknownOperationException', `${name} is not emulated by the local stack`);
  }
  const input = parse(await textOf(request));
  const output = operation({
    input,
    account,
    region,
    find: findSecret,
    generated: generatedSecrets,
    assertAllowed,
  });
  send(response, 200, 'application/x-amz-json-1.1', JSON.stringify(output));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const body = await readBody(request, MAX_REQUEST_BYTES);
  if (body === undefined) throw new ApiError(413, 'RequestEntityTooLarge', 'The request is too large');
  return body.toString();
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // reported below
  }
  throw new ApiError(400, 'SerializationException', 'The request is not a JSON object');
}

function asApiError(error: unknown, isQuery: boolean): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof UnknownAccessKey) {
    return new ApiError(403, isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException', error.message);
  }
  if (!(error instanceof AccessDenied)) return undefined;
  return new ApiError(403, isQuery ? 'AccessDenied' : 'AccessDeniedException', error.message);
}

function sendError(response: ServerResponse, { status, code, message, details }: ApiError): void {
  response.setHeader('x-amzn-ErrorType', code);
  send(response, status, 'application/json', JSON.stringify({ __type: code, message, ...details }));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
