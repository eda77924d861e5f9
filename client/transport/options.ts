import type { HeaderMap, Refusal } from '../http/index.ts';
import type { SdkOAuth } from './oauth-types.ts';

/** An MCP server, and how to reach it. */
export interface TransportOptions {
  /** URL of the server, for example `https://mcp.example.com/mcp/orders`. */
  readonly url: string | URL;
  /** Added to every request, for example credentials. A function is called before every attempt. */
  readonly headers?: HeaderMap | (() => HeaderMap | Promise<HeaderMap>);
  /**
   * Obtains other credentials after a 401 or 403; `headers` then returns them.
   *
   * @returns whether the request is worth repeating
   * @default with `oauth`, its `auth`; otherwise the refusal is an error
   */
  readonly renewCredentials?: (refusal: Refusal) => Promise<boolean>;
  /** The OAuth provider of an SDK, with the SDK's own function `auth`. */
  readonly oauth?: SdkOAuth;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /**
   * The largest message that is accepted, in bytes.
   *
   * @default 10_000_000
   */
  readonly maxMessageBytes?: number;
  /**
   * How often a request is repeated where that is safe.
   *
   * @default 2
   */
  readonly maxRetries?: number;
  /**
   * Whether a client of an older revision is notified of changed lists, where the server offers that: with a stream that stays open.
   * Subscriptions to resources need no permission.
   *
   * @default true
   */
  readonly listen?: boolean;
}

/** What the protocol layer of an SDK passes with a message; those of its options that apply to HTTP. */
export interface SendOptions {
  /** Aborts this request and closes its connection. */
  readonly requestSignal?: AbortSignal | undefined;
  /** Called when the stream of the response has ended, unless the request was aborted. */
  readonly onRequestStreamEnd?: (() => void) | undefined;
  /** Added to the request, for example `Mcp-Param-*`. */
  readonly headers?: HeaderMap | undefined;
  /** The last event that arrived of a request that was interrupted. The stream of its response is continued. */
  readonly resumptionToken?: string | undefined;
  /** Called with the ID of every event from which the stream of this request could be continued. */
  readonly onresumptiontoken?: ((token: string) => void) | undefined;
}
