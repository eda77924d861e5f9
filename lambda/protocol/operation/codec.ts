import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart, LogLevel } from '../../targets/index.ts';
import type { RequestId } from '../rpc/errors.ts';
import type { Answers, CachingHints, Operation } from './operation.ts';

/** What a protocol revision makes of one request that runs an operation, and how it asks its caller. */
export interface EraCodec {
  /** The request's id. */
  readonly id: RequestId;
  /** What the client can do; `undefined` where it is not known. */
  readonly capabilities: JsonObject | undefined;
  /** The least severe log message that a request hears which does not say a level; `undefined`: none. */
  readonly logLevel: LogLevel | undefined;
  /** Makes the response's text of the result's JSON text, an object with at least one member. */
  result(text: string, hints?: CachingHints): string;
  /** Makes the response's text of a task's JSON text. */
  task(text: string): string;
  /**
   * What this request brings of answers to earlier attempts.
   *
   * @throws InvalidParams for a state that was not issued here for this caller and request
   */
  answers(operation: Operation): Answers | Promise<Answers>;
  readonly questions: Retried | Awaited;
}

/** The response asks, and the caller sends its request again, with the answers. spec: basic/patterns/mrtr */
export interface Retried {
  readonly kind: 'retried';
  /**
   * Makes the response's text.
   *
   * @param answers those of the attempt that asks
   * @throws MissingClientCapability where this caller cannot be asked
   */
  ask(part: InputRequiredPart, answers: Answers, operation: Operation): Promise<string>;
}

/** The questions go out on the response's stream, and the answers come as requests of their own. spec: 2025-11-25 client/elicitation */
export interface Awaited {
  readonly kind: 'awaited';
  /**
   * Opens questions.
   *
   * @param until when to give up, epoch milliseconds
   * @throws ToolError where this caller cannot be asked
   */
  pose(part: InputRequiredPart, operation: Operation, until: number): Promise<Posed>;
}

/** Questions that are open. */
export interface Posed {
  /** The requests, as JSON-RPC messages for the caller. */
  readonly messages: readonly string[];
  /**
   * Waits for all of them.
   *
   * @throws ToolError when the time is over, or the caller answered with an error
   */
  answered(): Promise<JsonObject>;
  /** Notifications that take the questions back, for when the answers do not come. */
  readonly withdrawn: readonly string[];
}
