import { type Actor, McpClientError } from './client-error.ts';

/** No HTTP response arrived. `cause` is what `fetch` threw. The request may have been carried out. */
export class ServerUnreachable extends McpClientError {
  override readonly name = 'ServerUnreachable';
  /** `operator` if waiting does not help, as for an unknown host or an invalid certificate. */
  declare readonly actor: Actor;
  declare readonly url: string;

  constructor(url: string, cause: unknown) {
    const { actor, reason } = explain(url, cause);
    super(`${url} cannot be reached: ${reason}`, { cause });
    this.actor = actor;
    this.url = url;
  }
}

/** Codes of Node.js for a host that does not exist, and for a certificate or URL that cannot be used. */
const LASTING = /^ENOTFOUND$|^EPROTO$|CERT|^ERR_(?:TLS|SSL|INVALID_URL)|^UNABLE_TO_/;

function explain(url: string, cause: unknown): { readonly actor: Actor; readonly reason: string } {
  const page = pageProtocol();
  if (page === 'https:' && url.startsWith('http:')) {
    const reason = 'browsers block requests from a page over https to an http URL. Use an https URL';
    return { actor: 'operator', reason };
  }
  const { message, code } = failureOf(cause);
  const actor = typeof code === 'string' && LASTING.test(code) ? 'operator' : 'later';
  // Browsers hide the reason from the page.
  const hint = page.startsWith('http') ? '. Check the network, and that the server allows the origin of this page' : '';
  return { actor, reason: `${message}${hint}` };
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

function pageProtocol(): string {
  const page: unknown = Reflect.get(globalThis, 'location');
  return typeof page === 'object' && page !== null && 'protocol' in page ? String(page.protocol) : '';
}
