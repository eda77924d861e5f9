import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart, LogLevel, LogPart, PartialPart, ProgressPart } from '../../targets/index.ts';
import type { RequestId } from '../rpc/index.ts';
import type { Answers, CachingHints, Operation } from './operation.ts';

/**
 * Reads and writes the messages of one operation's request as its protocol revision defines them, and asks its client
 * questions.
 */
export interface EraCodec {
  readonly id: RequestId;
  /** The client's capabilities; `undefined` if they are unknown. */
  readonly capabilities: JsonObject | undefined;
  /** The least severe log level that is sent to a request that does not set one; `undefined` for none. */
  readonly logLevel: LogLevel | undefined;
  /** Removes from a part what the client's revision lacks; absent if the revision lacks nothing. */
  readonly fitPart?: <P extends ProgressPart | PartialPart | LogPart>(part: P) => P;
  /** Makes the text of the response from the JSON text of the result, an object with at least one member. */
  result(text: string, hints?: CachingHints): string;
  /** Makes the text of the response from the JSON text of a task. */
  task(text: string): string;
  /**
   * Reads the answers to questions of earlier attempts from this request.
   *
   * @throws InvalidParams for a state that was not issued for this caller and request
   */
  answers(operation: Operation): Answers | Promise<Answers>;
  readonly questions: Retried | Awaited;
}

/** The response contains the questions, and the client sends the request again with the answers. spec: basic/patterns/mrtr */
export interface Retried {
  readonly kind: 'retried';
  /**
   * Makes the text of the response.
   *
   * @param answers the answers that the attempt had
   * @throws MissingClientCapability if the client does not support the questions
   */
  ask(part: InputRequiredPart, answers: Answers, operation: Operation): Promise<string>;
}

/**
 * The response's stream carries the questions, and the client posts each answer separately. spec: 2025-11-25
 * client/elicitation
 */
export interface Awaited {
  readonly kind: 'awaited';
  /**
   * Opens questions.
   *
   * @param until deadline of the answers, epoch milliseconds
   * @throws ToolError if the client does not support the questions
   */
  pose(part: InputRequiredPart, operation: Operation, until: number): Promise<Posed>;
}

/** Open questions. */
export interface Posed {
  /** The questions as JSON-RPC requests to the client. */
  readonly messages: readonly string[];
  /**
   * Waits for all answers.
   *
   * @throws ToolError at the deadline, or if the client responds with an error
   */
  answered(): Promise<JsonObject>;
  /** Notifications that cancel the questions, for use when the answers do not arrive. */
  readonly withdrawn: readonly string[];
}
