import { type Actor, McpClientError } from './client-error.ts';

/** No HTTP response arrived. `cause` is what `fetch` threw. The request may have been carried out. */
export class ServerUnreachable extends McpClientError {
  override readonly name = 'ServerUnreachable';
  /** `operator` if waiting does not help, as for an unknown host or an invalid certificate. */
  readonly actor: Actor;
  readonly url: string;

  constructor(url: string, cause: unknown) {
    const { actor, reason } = explain(url, cause);
    super(`${url} cannot be reached: ${reason}`, { cause });
    this.actor = actor;
    this.url = url;
  }
}

/** Codes of Node.js for a host that does not exist, and for a certificate that cannot be trusted. */
const LASTING = /^ENOTFOUND$|CERT|^ERR_(?:TLS|SSL|INVALID_URL)|^UNABLE_TO_/;

function explain(url: string, cause: unknown): { readonly actor: Actor; readonly reason: string } {
  const page = pageProtocol();
  if (page === 'https:' && url.startsWith('http:')) {
    const reason = 'browsers block requests from a page over https to an http URL. Use an https URL';
    return { actor: 'operator', reason };
  }
  const failure = innermost(cause);
  const code: unknown = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  const actor = typeof code === 'string' && LASTING.test(code) ? 'operator' : 'later';
  // Browsers hide the reason from the page.
  const hint = page?.startsWith('http')
    ? '. Check the network, and that the server allows the origin of this page'
    : '';
  return { actor, reason: `${textOf(failure)}${hint}` };
}

/** The reason that Node.js hides behind "fetch failed"; of several addresses, that of the first. */
function innermost(error: unknown): unknown {
  if (!(error instanceof Error) || !(error.cause instanceof Error)) return error;
  const { cause } = error;
  return cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pageProtocol(): string | undefined {
  const page: unknown = Reflect.get(globalThis, 'location');
  if (typeof page !== 'object' || page === null || !('protocol' in page)) return undefined;
  return typeof page.protocol === 'string' ? page.protocol : undefined;
}
