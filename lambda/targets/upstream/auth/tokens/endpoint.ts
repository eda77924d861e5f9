import type { Expiring } from '../../../../cache/index.ts';
import type { Outbound } from '../../../../outbound/index.ts';
import { ToolError } from '../../../../tool-error.ts';
import type { Call } from '../../call.ts';
import { exchange } from '../../exchange.ts';
import { isHeaderValue } from '../../headers.ts';
import type { UpstreamRequest, UpstreamResponse } from '../../wire.ts';

const TOKEN_BYTES = 65_536;
/** Seconds that a token is used for when the endpoint does not specify it. RFC 6749 section 5.1 only recommends that it does. */
const UNSAID_LIFETIME = 300;
/** Seconds before its expiry from which a token is no longer used: requests take time, and clocks differ. */
const SKEW = 30;

/** A request to a token endpoint. */
interface TokenRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a request to a token endpoint.
 *
 * @param label for errors
 */
export function askEndpoint(
  { url, headers, body }: TokenRequest,
  { call, outbound, label }: { readonly call: Call; readonly outbound: Outbound; readonly label: string },
): Promise<UpstreamResponse> {
  const { protocol, hostname, port, pathname, search } = url;
  const request: UpstreamRequest = {
    label,
    repeatable: true,
    method: 'POST',
    origin: { protocol: protocol === 'https:' ? 'https:' : 'http:', hostname, port },
    path: pathname + search,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'spillway',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
    body,
  };
  return exchange(outbound, request, { answer: TOKEN_BYTES }, call.time);
}

/** The members of an answer that hold a token. */
interface TokenMembers {
  /** @default 'access_token' */
  readonly token?: string | undefined;
  /** @default 'expires_in' */
  readonly expires?: string | undefined;
}

/**
 * Reads a token from the answer of an endpoint. RFC 6749 section 5.1
 *
 * @param members where the token and its expiry (seconds from now, epoch seconds, or a date) stand
 * @throws ToolError when there is none that a header can carry
 */
export function tokenIn(
  { body, status }: UpstreamResponse,
  { call: { mask }, label, now }: { readonly call: Call; readonly label: string; readonly now: () => number },
  { token: name = 'access_token', expires = 'expires_in' }: TokenMembers = {},
): Expiring<string> {
  const fields = fieldsOf(body);
  const token = fields[name];
  if (typeof token !== 'string' || token === '') {
    throw new ToolError(
      `${label} returned ${status}, but no \`${name}\`${codeOf(fields, mask)}. Retrying will not help.`,
    );
  }
  if (!isHeaderValue(token)) {
    throw new ToolError(`${label} returned a token that a header cannot carry. Retrying will not help.`);
  }
  const type = fields.token_type;
  if (typeof type === 'string' && BOUND.has(type.toLowerCase())) {
    throw new ToolError(`${label} returned a token of type ${type}, which needs a proof. Retrying will not help.`);
  }
  const seconds = secondsLeft(fields[expires], now());
  const usable = Number.isFinite(seconds) ? Math.max(0, seconds - SKEW) : UNSAID_LIFETIME;
  return { value: token, expiresAt: now() + usable * 1_000 };
}

/** Types of tokens that a header alone does not prove. Others are sent as they are: eBay calls its type `Application Access Token`. */
const BOUND: ReadonlySet<string> = new Set(['mac', 'dpop', 'pop']);

/** Seconds since 1970 exceed this number since 2001; no token lives as long. */
const EPOCH_SECONDS = 1e9;

function secondsLeft(expires: unknown, now: number): number {
  if (typeof expires === 'string' && !/^\d+$/.test(expires)) return (Date.parse(expires) - now) / 1_000;
  const seconds = Number(expires ?? UNSAID_LIFETIME);
  return seconds > EPOCH_SECONDS ? seconds - now / 1_000 : seconds;
}

/** Shows only the error code, because endpoints may echo the request. RFC 6749 section 5.2 */
export function refusal({ status, body }: UpstreamResponse, { mask }: Call, label: string): ToolError {
  return new ToolError(`${label} returned no token: status ${status}${codeOf(fieldsOf(body), mask)}.`);
}

function codeOf({ error }: Readonly<Record<string, unknown>>, mask: Call['mask']): string {
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(mask.text(error)) ? ` (${error})` : '';
}

/** The members of a JSON answer; none for anything else. */
export function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
