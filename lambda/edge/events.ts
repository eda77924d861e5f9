import { isUtf8 } from 'node:buffer';
import type { HttpRequest } from '../http.ts';

type SingleHeaders = Readonly<Record<string, string | undefined>> | null;
type MultiHeaders = Readonly<Record<string, readonly string[] | undefined>> | null;

/**
 * The event that an ALB sends to a lambda target. AWS: elasticloadbalancing/latest/application/lambda-functions.html
 * The target group's `lambda.multi_value_headers.enabled` decides which of the two members holds the headers.
 */
export interface AlbEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  /** As the client sent them, not decoded; in one of the two members, as for headers. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly headers?: SingleHeaders;
  readonly multiValueHeaders?: MultiHeaders;
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
}

/**
 * The event that a REST API sends to a proxy integration.
 * AWS: apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ApiGatewayEvent {
  readonly httpMethod: string;
  readonly pathParameters: { readonly proxy?: string } | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  /** `sourceIp` is the address that connected to API Gateway: that of the load balancer. */
  readonly requestContext?: { readonly identity?: { readonly sourceIp?: string | null } };
  /** The last line of each header; {@link multiValueHeaders} has all lines. */
  readonly headers: SingleHeaders;
  readonly multiValueHeaders?: MultiHeaders;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** The part of Lambda's context object that Spillway uses. AWS: lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis(): number;
}

const CHALLENGE = { challenge: true } as const;

/** Converts an ALB event to a request. */
export function fromAlb(event: AlbEvent, context: LambdaContext): HttpRequest {
  const headers = readHeaders(event);
  const body = readBody(event, headers);
  const request = {
    method: event.httpMethod,
    path: event.path,
    ...(isChallenge(event) && CHALLENGE),
    headers,
    address: lastHop(headers),
    body: body ?? '',
    remainingMs: context.getRemainingTimeInMillis(),
    streams: false,
  };
  return body === undefined ? { ...request, invalidUtf8: true } : request;
}

/**
 * Whether the query has `challenge=1`, in any spelling that the load balancer may take for it: a request that its rule forwards must
 * not run. AWS: elasticloadbalancing/latest/application/rule-condition-types.html: it compares without case
 */
function isChallenge({ queryStringParameters, multiValueQueryStringParameters }: AlbEvent): boolean {
  for (const name in multiValueQueryStringParameters) {
    if (multiValueQueryStringParameters[name]?.some((value) => asksForChallenge(name, value))) return true;
  }
  for (const name in queryStringParameters) if (asksForChallenge(name, queryStringParameters[name])) return true;
  return false;
}

function asksForChallenge(name: string, value: string | undefined): boolean {
  return value !== undefined && decoded(name).toLowerCase() === 'challenge' && decoded(value) === '1';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Converts a REST API event to a request; its path is the one that the load balancer received, without stage or prefix. */
export function fromApiGateway(event: ApiGatewayEvent, context: LambdaContext): HttpRequest {
  const headers = readHeaders(event);
  const body = readBody(event, headers);
  const request = {
    method: event.httpMethod,
    path: `/${event.pathParameters?.proxy ?? ''}`,
    queryValues: event.multiValueQueryStringParameters,
    headers,
    address: lastHop(headers, event.requestContext?.identity?.sourceIp ?? undefined),
    body: body ?? '',
    remainingMs: context.getRemainingTimeInMillis(),
    requestId: context.awsRequestId,
    streams: true,
  };
  return body === undefined ? { ...request, invalidUtf8: true } : request;
}

/** Whether the ALB expects the headers of the response as lists. */
export function wantsMultiValueHeaders(event: AlbEvent): boolean {
  return event.multiValueHeaders != null;
}

/** The load balancer appends the address of each client; what precedes it, the client wrote. */
const FORWARDED = 'x-forwarded-for';

/**
 * The address that the load balancer appended to `X-Forwarded-For`. AWS:
 * elasticloadbalancing/latest/application/x-forwarded-headers.html#x-forwarded-for
 *
 * @param gatewayPeer the address that connected to API Gateway. Where API Gateway appends it, the load balancer's entry precedes it
 */
function lastHop(headers: HttpRequest['headers'], gatewayPeer?: string): string | undefined {
  const hops = headers[FORWARDED];
  if (hops === undefined) return undefined;
  const comma = hops.lastIndexOf(',');
  const last = hops.slice(comma + 1).trim();
  if (comma < 0 || last !== gatewayPeer) return last;
  return hops.slice(hops.lastIndexOf(',', comma - 1) + 1, comma).trim();
}

const BYTE_ORDER_MARK = 0xfeff;

const REPLACEMENT = '\uFFFD';

interface EventBody {
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
}

/** Returns a body as text; `undefined` if its bytes are not UTF-8. RFC 8259 section 8.1: JSON is, and may begin with a mark. */
function readBody({ body, isBase64Encoded }: EventBody, headers: HttpRequest['headers']): string | undefined {
  if (!body) return '';
  if (!isBase64Encoded) return hasReplacedBytes(body, headers) ? undefined : withoutMark(body);
  const bytes = Buffer.from(body, 'base64');
  return isUtf8(bytes) ? withoutMark(bytes.toString('utf8')) : undefined;
}

/**
 * Whether bytes of a body that comes as text were not UTF-8: the load balancer and API Gateway have decoded it, and then hold U+FFFD
 * in their place. A client may also send that character; then the body has as many bytes as the client announced.
 */
function hasReplacedBytes(body: string, headers: HttpRequest['headers']): boolean {
  const announced = headers['content-length'];
  return announced !== undefined && body.includes(REPLACEMENT) && Number(announced) !== Buffer.byteLength(body);
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** Headers without inherited members. V8 keeps an `Object.create(null)` as a slow dictionary, so this is a class. */
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
// Section 5.3: several lines of one name are one list. If a client sends a header twice, no two checks may read different
// values, so all lines count if the event has them. Equal lines count once: proxies and clients repeat headers of one value; only
// credentials must not be repeated, whatever their values.
function readHeaders({ headers, multiValueHeaders }: EventHeaders): HttpRequest['headers'] {
  const lower = new Headers();
  if (multiValueHeaders == null) {
    for (const name in headers) add(lower, name, headers[name]);
    return lower;
  }
  for (const name in multiValueHeaders) {
    const lines = multiValueHeaders[name];
    add(lower, name, lines?.length === 1 ? lines[0] : lines && joinLines(name, lines));
  }
  return lower;
}

function joinLines(name: string, lines: readonly string[]): string {
  return (keepsRepetitions(name.toLowerCase()) ? lines : [...new Set(lines)]).join(', ');
}

/** Credentials must not be repeated, and the last entry of `X-Forwarded-For` decides, so that equal lines must keep their places. */
function keepsRepetitions(key: string): boolean {
  return key === 'authorization' || key === 'x-api-key' || key === FORWARDED;
}

/**
 * Names in lower case by their spellings: a converted name is a new text, which V8 must look up among all names before it can be a
 * key. Clients choose names, so their number and length are limited.
 */
const LOWER_NAMES = new Map<string, string>();
const MOST_SPELLINGS = 500;
const LONGEST_NAME = 64;

function lowerName(name: string): string {
  const known = LOWER_NAMES.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  if (LOWER_NAMES.size < MOST_SPELLINGS && name.length <= LONGEST_NAME) LOWER_NAMES.set(name, lower);
  return lower;
}

/** Adds a line; names that differ only in case are the same name. */
function add(lower: Headers, name: string, value: string | undefined): void {
  const key = lowerName(name);
  const before = lower[key];
  const isNew = before === undefined || (before === value && !keepsRepetitions(key));
  lower[key] = isNew ? value : `${before}, ${value}`;
}
