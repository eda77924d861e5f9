import { type Actor, MAY_BE_DONE, McpClientError } from './client-error.ts';

/** No HTTP response arrived. `cause` is what `fetch` threw. The message contains whether the request may have been carried out. */
export class ServerUnreachable extends McpClientError {
  override readonly name = 'ServerUnreachable';
  /** `operator` if waiting does not help, as for an unknown host or an invalid certificate. */
  declare readonly actor: Actor;
  declare readonly url: string;

  /** @param isSafe whether a repetition of the request does no harm */
  constructor(url: string, cause: unknown, isSafe = true) {
    const { actor, reason, isUnsent } = explain(url, cause);
    super(`${url} cannot be reached: ${reason}${isSafe || isUnsent ? '' : `. ${MAY_BE_DONE}`}`, { cause });
    this.actor = actor;
    this.url = url;
  }
}

/** Codes of Node.js for a host that does not exist, and for a certificate or URL that cannot be used. */
const LASTING = /^ENOTFOUND$|^EPROTO$|CERT|^ERR_(?:TLS|SSL|INVALID_URL)|^UNABLE_TO_/;

/** Codes of Node.js for a connection that was never made; others may also end one that was. */
const UNSENT = /^(?:ENOTFOUND|ECONNREFUSED|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL)$|CERT|^UNABLE_TO_/;

interface Explanation {
  readonly actor: Actor;
  readonly reason: string;
  /** Whether the server cannot have received the request. */
  readonly isUnsent: boolean;
}

function explain(url: string, cause: unknown): Explanation {
  const page = pageOrigin();
  if (page.startsWith('https:') && url.startsWith('http:')) {
    const reason = 'browsers block requests from a page over https to an http URL. Use an https URL';
    return { actor: 'operator', reason, isUnsent: true };
  }
  const { message, code } = failureOf(cause);
  const actor = LASTING.test(String(code)) ? 'operator' : 'later';
  // Browsers hide the reason from the page.
  const hint = page.startsWith('http') ? `. Check the network, and that the server allows the origin ${page}` : '';
  return { actor, reason: `${message}${hint}`, isUnsent: UNSENT.test(String(code)) };
}

interface ErrorLike {
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The reason, which Node.js hides behind "fetch failed"; of several addresses, the first one's. */
function failureOf(error: unknown): ErrorLike {
  if (!isErrorLike(error)) return { message: String(error) };
  const { cause } = error;
  if (!isErrorLike(cause)) return error;
  const first: unknown = Array.isArray(cause.errors) ? cause.errors[0] : undefined;
  return isErrorLike(first) ? first : cause;
}

/** An error may come from another realm, where `instanceof` does not know it. */
function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

function pageOrigin(): string {
  const page: unknown = Reflect.get(globalThis, 'location');
  return typeof page === 'object' && page !== null && 'origin' in page ? String(page.origin) : '';
}
