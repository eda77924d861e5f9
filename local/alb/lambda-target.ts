import { groupByName, type HeaderLine, isSendable, readBody } from '../http.ts';
import { CallerGone, FunctionFailed, type Invocable, Throttled } from '../lambda/index.ts';
import { isRecord } from '../template/index.ts';
import { errorResponse } from './error-response.ts';
import { type AlbRequest, headerValue, queryPairs, type TargetResponse } from './request.ts';

const MEGABYTE = 1024 * 1024;

/** Content types whose bodies the function receives as text; all others arrive as Base64. */
const TEXT_TYPES = /^(text\/.*|application\/json|application\/javascript|application\/xml)$/i;

/** A target group of type `lambda` with its one function. */
export interface LambdaTarget {
  readonly targetGroupArn: string;
  readonly multiValueHeaders: boolean;
  readonly target: Invocable;
  readonly invokedArn: string;
}

/**
 * Invokes the function synchronously, with at most 1 MB each way and without streaming. The response is 502 when the
 * function fails, times out, is throttled, or returns a malformed or oversized response.
 *
 * AWS: "Lambda functions as targets"; "Troubleshoot your Application Load Balancers", "HTTP 502: Bad gateway".
 *
 * @param route receives the body of the request
 * @throws CallerGone when the client disconnects before the function runs
 */
export async function callLambda(
  group: LambdaTarget,
  request: AlbRequest,
  route: { body?: Buffer },
  log: (line: string) => void,
): Promise<TargetResponse> {
  const body = await readBody(request.body, MEGABYTE);
  if (body === undefined) return errorResponse(413);
  route.body = body;
  try {
    const event = JSON.stringify(lambdaEvent(group, request, body));
    const { disconnected } = request;
    const response = await group.target.invoke(event, group.invokedArn, { disconnected });
    const document = await readBody(response.body, MEGABYTE);
    const failure = response.failure();
    if (failure !== undefined) throw failure;
    if (document === undefined) throw new MalformedResponse('the response exceeds 1 MB');
    return readResponse(document, group.multiValueHeaders);
  } catch (error) {
    if (error instanceof CallerGone) throw error;
    log(`${group.target.label}: 502, ${reason(error)}`);
    return errorResponse(502);
  }
}

/** AWS: "Lambda functions as targets", "Receive events from the load balancer". Path and query stay URL-encoded. */
export function lambdaEvent(
  group: Pick<LambdaTarget, 'targetGroupArn' | 'multiValueHeaders'>,
  request: AlbRequest,
  body: Buffer,
): Record<string, unknown> {
  const headers = request.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const query = queryPairs(request.query);
  const isText =
    headerValue(request, 'content-encoding') === undefined &&
    (body.length === 0 || TEXT_TYPES.test((headerValue(request, 'content-type') ?? '').split(';')[0]?.trim() ?? ''));
  return {
    requestContext: { elb: { targetGroupArn: group.targetGroupArn } },
    httpMethod: request.method,
    path: request.path,
    ...(group.multiValueHeaders
      ? { multiValueQueryStringParameters: groupByName(query), multiValueHeaders: groupByName(headers) }
      : { queryStringParameters: Object.fromEntries(query), headers: Object.fromEntries(headers) }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

class MalformedResponse extends Error {}

function readResponse(document: Buffer, multiValueHeaders: boolean): TargetResponse {
  const response = parse(document);
  const status = response.statusCode;
  if (!Number.isInteger(status) || Number(status) < 100 || Number(status) > 599) {
    throw new MalformedResponse(`statusCode ${JSON.stringify(status)} is not a status from 100 to 599`);
  }
  const body = response.body ?? '';
  if (typeof body !== 'string') throw new MalformedResponse('the body is not a string');
  const bytes = Buffer.from(body, response.isBase64Encoded === true ? 'base64' : 'utf8');
  const headers = multiValueHeaders
    ? linesOf(response.multiValueHeaders, (value) => (Array.isArray(value) ? value : undefined))
    : linesOf(response.headers, (value) => [value]);
  const unsendable = headers.find((line) => !isSendable(line));
  if (unsendable !== undefined) throw new MalformedResponse(`the header ${unsendable[0]} cannot be sent`);
  return { status: Number(status), headers, body: bytes };
}

function parse(document: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(document.toString());
  } catch {
    throw new MalformedResponse('the response is not JSON');
  }
  if (!isRecord(value)) throw new MalformedResponse('the response is not a JSON object');
  return value;
}

function linesOf(headers: unknown, valuesOf: (value: unknown) => unknown[] | undefined): HeaderLine[] {
  if (headers === undefined || headers === null) return [];
  if (!isRecord(headers)) throw new MalformedResponse('the headers are not an object');
  return Object.entries(headers).flatMap(([name, found]) => {
    const values = valuesOf(found);
    if (values === undefined) throw new MalformedResponse(`the header ${name} is not a list`);
    return values.map((value): HeaderLine => {
      if (typeof value !== 'string') throw new MalformedResponse(`the header ${name} is not a string`);
      return [name, value];
    });
  });
}

function reason(error: unknown): string {
  if (error instanceof FunctionFailed) return `${error.errorType}: ${error.message}`;
  if (error instanceof Throttled) return `throttled, ${error.message}`;
  return `malformed response: ${error instanceof Error ? error.message : String(error)}`;
}
