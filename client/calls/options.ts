import type { JsonObject } from '../../lambda/mcp/index.ts';
import type { HeaderMap, Refusal } from '../http/index.ts';
import type { CallBounds } from './call.ts';
import type { ClientInfo } from './connection.ts';
import type { LogLevel } from './parts.ts';
import type { AnswerHandler } from './questions.ts';

/** A deployment, and how to reach it. */
export interface SpillwayClientOptions {
  /** URL of the deployment's endpoint, with or without `/mcp` and a trailing slash. */
  readonly url: string;
  /**
   * Headers of every request, credentials among them. A function is called before each attempt.
   *
   * @default none
   */
  readonly headers?: HeaderMap | (() => HeaderMap | Promise<HeaderMap>);
  /**
   * Obtains other credentials after a refusal, at most once for each request; `headers` returns them afterwards.
   *
   * @returns whether the request is worth repeating
   * @default a refusal rejects with CredentialsRefused
   */
  readonly renewCredentials?: (refusal: Refusal) => Promise<boolean>;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** @default this package */
  readonly clientInfo?: ClientInfo;
  /**
   * Answers what a server asks. With it, the client declares `elicitation`; declare others in `capabilities`.
   *
   * @default a question rejects with QuestionUnanswered
   */
  readonly answer?: AnswerHandler;
  /**
   * Client capabilities that `answer` handles beside `elicitation`, for example `{ sampling: {} }`.
   *
   * @default none
   */
  readonly capabilities?: JsonObject;
  /**
   * The largest message that is accepted, in bytes.
   *
   * @default 10,000,000
   */
  readonly maxMessageBytes?: number;
  /**
   * How often a request is repeated where that is safe.
   *
   * @default 2
   */
  readonly maxRetries?: number;
}

/** Options of every request. */
export interface RequestOptions {
  /** Closes the connection; the request rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of requests during which a server may ask something. */
export interface AnsweringOptions extends RequestOptions {
  /** @default the client's `answer` */
  readonly answer?: AnswerHandler;
}

/** Options of `call`. */
export interface CallOptions extends AnsweringOptions, CallBounds {
  /**
   * Whether the parts contain the progress of the tool.
   *
   * @default false
   */
  readonly progress?: boolean;
  /**
   * The least severe log messages that the parts contain.
   *
   * @default none
   */
  readonly logLevel?: LogLevel;
  /**
   * Whether the server may run the call as a task, where the tool allows that.
   *
   * @default true
   */
  readonly task?: boolean;
  /**
   * Whether the call may be repeated after it may have been carried out, for example because the tool only reads.
   *
   * @default false
   */
  readonly idempotent?: boolean;
}
