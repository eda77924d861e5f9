import type { ToolResult } from '../../content/index.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { CallContext, InputRequiredPart, Parts } from '../../targets/index.ts';

/** What the caller has answered to what an operation asked in earlier attempts. */
export interface Answers {
  /** By the keys of the questions. The caller's words: nothing has checked them. */
  readonly responses: JsonObject;
  /** What the target left for this attempt. */
  readonly state: Json | undefined;
}

/** Nothing was asked yet. */
export const NO_ANSWERS: Answers = { responses: {}, state: undefined };

/** The call goes on as a task, which answers it. */
export interface TaskOutcome {
  readonly type: 'task';
  /** The flat task as JSON text. */
  readonly text: string;
}

/** How an attempt ends. */
export type Ended = ToolResult | InputRequiredPart | TaskOutcome;

/** What an attempt gives: its end at once or on its way, or parts of which the last is the end. */
export type Outcome = Ended | Promise<Ended | Parts> | Parts;

/**
 * A request that runs a target, and may ask the caller something before it can: `tools/call`, `prompts/get`, `resources/read`.
 * One attempt follows the other until none asks; each runs anew.
 */
export interface Operation {
  readonly method: 'tools/call' | 'prompts/get' | 'resources/read';
  /** What is asked for, as words for people: `tool list_orders`. */
  readonly label: string;
  /** Name or URI, and arguments: with the method, what answers and signed states are bound to. */
  readonly subject: JsonObject;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** Bytes that the result may have. */
  readonly resultBytes: number;
  /**
   * Runs one attempt. Throws `ToolError` for what the agent can act on.
   *
   * @param call all of a target's context; `inputResponses` and `state` in it are those of `answers`
   */
  attempt(answers: Answers, call: CallContext): Outcome;
  /** The result's JSON text, before a protocol revision dresses it. @throws ToolError, RpcError */
  resultText(result: ToolResult): string | Promise<string>;
  /** What a failure that the agent can act on becomes: a tool's result; prompts and resources know only JSON-RPC errors. */
  readonly failures: 'result' | 'error';
  /** How long the result may be kept, where the protocol has a place for it. spec: server/utilities/caching */
  readonly hints?: CachingHints;
}

/** spec: server/utilities/caching */
export interface CachingHints {
  /** Milliseconds. */
  readonly ttlMs: number;
  readonly cacheScope: 'public' | 'private';
}
