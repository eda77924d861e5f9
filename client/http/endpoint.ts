import type { JsonObject } from '../../lambda/mcp/index.ts';
import type { EventMark } from '../decode/index.ts';

/** Header values by name. */
export type HeaderMap = Readonly<Record<string, string>>;

/** A response that refuses the credentials. */
export interface Refusal {
  /** HTTP status: 401 or 403. */
  readonly status: number;
  /** The `WWW-Authenticate` header. `null` if there is none, or if a browser hides it. */
  readonly challenge: string | null;
  /** The URL that responded, which a redirect may have changed. */
  readonly url: string;
}

/** An MCP server, and how to reach it. */
export interface Endpoint {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Returns the headers of the caller, credentials among them. Called before every attempt. */
  readonly headers: () => HeaderMap | Promise<HeaderMap>;
  /**
   * Obtains other credentials after a refusal; at most once for each request.
   *
   * @returns whether the request is worth repeating, with what `headers` then returns
   * @default no credentials are renewed
   */
  readonly renewCredentials?: (refusal: Refusal) => Promise<boolean>;
  /** The largest message that is accepted, in bytes. */
  readonly maxMessageBytes: number;
  /** How often a request is repeated, credentials and redirects aside. */
  readonly maxRetries: number;
  /**
   * Waits before a repetition; rejects with the signal's reason when it aborts.
   *
   * @default setTimeout
   */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** One message to send. */
export interface PostRequest {
  /** A request, notification or response. */
  readonly message: JsonObject;
  /**
   * The headers of the protocol; see `protocolHeaders`. They replace those of the caller. `accept` is sent unless it is among them:
   * JSON lines, JSON and server-sent events.
   */
  readonly headers: HeaderMap;
  /** Whether the request changes nothing, so that it may be repeated after it may have been carried out. */
  readonly isSafe: boolean;
  /** Aborts the request and closes its connection, until the response has arrived. */
  readonly signal?: AbortSignal;
  /** Called after every server-sent event that has been passed on. */
  readonly onMark?: (mark: EventMark) => void;
}

/** What the server sends back. */
export interface Received {
  /** HTTP status. */
  readonly status: number;
  readonly headers: Headers;
  /**
   * Notifications and requests of the server as they arrive, and last the response to the request, which may be an error without an
   * ID. Nothing for a notification. Ending the iteration early closes the connection.
   */
  readonly messages: AsyncGenerator<JsonObject, void, undefined>;
}
