import type { JsonObject } from '../../lambda/mcp/index.ts';
import type { Endpoint } from '../http/index.ts';
import type { SendOptions } from './options.ts';

/** A request in progress. */
export interface RequestContext {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  readonly options: SendOptions;
}

/** How messages reach a server, by what the server and the client of this transport speak. */
export interface Era {
  /** Sends a request. @returns the response */
  request(message: JsonObject, context: RequestContext): Promise<JsonObject>;
  notify(message: JsonObject): Promise<void>;
  /** Takes the client's response to a request of the server. */
  respond(message: JsonObject): Promise<void>;
  /** Ends what is not a request of the client. */
  close(): Promise<void>;
}

/** What the ways to reach a server have in common. */
export interface Channel {
  readonly endpoint: Endpoint;
  /** Passes a message to the client. */
  readonly deliver: (message: JsonObject) => void;
  /** Reports a failure that belongs to no request. */
  readonly report: (error: unknown) => void;
}
