import type { HttpRequest } from '../http.ts';

type SingleHeaders = Readonly<Record<string, string | undefined>> | null;
type MultiHeaders = Readonly<Record<string, readonly string[] | undefined>> | null;

/**
 * What an ALB sends a lambda target. AWS: elasticloadbalancing/latest/application/lambda-functions.html
 * Headers come in one of two members, by the target group's `lambda.multi_value_headers.enabled`.
 */
export interface AlbEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  readonly headers?: SingleHeaders;
  readonly multiValueHeaders?: MultiHeaders;
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
}

/**
 * What a REST API sends a proxy integration.
 * AWS: apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ApiGatewayEvent {
  readonly httpMethod: string;
  readonly pathParameters: { readonly proxy?: string } | null;
  /** The last line of each header; {@link multiValueHeaders} has them all. */
  readonly headers: SingleHeaders;
  readonly multiValueHeaders?: MultiHeaders;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** The part of Lambda's context object that is used here. AWS: lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Reads an ALB's event as a request. */
export function fromAlb(event: AlbEvent, context: LambdaContext): HttpRequest {
  return {
    method: event.httpMethod,
    path: event.path,
    headers: readHeaders(event),
    body: readBody(event),
    remainingMs: context.getRemainingTimeInMillis(),
    streams: false,
  };
}

/** Reads a REST API's event as a request; the path is what the load balancer saw, without stage or prefix. */
export function fromApiGateway(event: ApiGatewayEvent, context: LambdaContext): HttpRequest {
  return {
    method: event.httpMethod,
    path: `/${event.pathParameters?.proxy ?? ''}`,
    headers: readHeaders(event),
    body: readBody(event),
    remainingMs: context.getRemainingTimeInMillis(),
    streams: true,
  };
}

/** True when an ALB expects its answer's headers as lists. */
export function wantsMultiValueHeaders(event: AlbEvent): boolean {
  return event.multiValueHeaders != null;
}

function readBody({
  body,
  isBase64Encoded,
}: {
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
}): string {
  if (!body) return '';
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** Headers without inherited members. An `Object.create(null)` would do, but the engine keeps that one as a slow dictionary. */
class Headers {
  [name: string]: string | undefined;
}
Object.setPrototypeOf(Headers.prototype, null);
Reflect.deleteProperty(Headers.prototype, 'constructor');

interface EventHeaders {
  readonly headers?: SingleHeaders;
  readonly multiValueHeaders?: MultiHeaders;
}

// RFC 9110 section 5.1: names are case-insensitive; an ALB sends them in lower case, API Gateway as the client wrote them.
// Section 5.3: several lines of one name are one list. Of a header sent twice nobody may see one value and somebody else the
// other, so all lines count wherever the event has them.
function readHeaders({ headers, multiValueHeaders }: EventHeaders): HttpRequest['headers'] {
  const lower = new Headers();
  if (multiValueHeaders == null) {
    for (const name in headers) add(lower, name, headers[name]);
    return lower;
  }
  for (const name in multiValueHeaders) {
    const lines = multiValueHeaders[name];
    add(lower, name, lines?.length === 1 ? lines[0] : lines?.join(', '));
  }
  return lower;
}

/** Lines whose names differ in case only are lines of one name. */
function add(lower: Headers, name: string, value: string | undefined): void {
  const key = name.toLowerCase();
  const before = lower[key];
  lower[key] = before === undefined ? value : `${before}, ${value}`;
}
