import type { Json, JsonObject } from '../json.ts';
import type { InputRequiredPart, Parts } from '../targets/parts.ts';
import type { CallContext, ToolResult } from '../targets/types.ts';

/** What the caller has answered to what an operation asked in earlier attempts. */
export interface Answers {
  /** By the keys of the questions. The caller's words: nothing has checked them. */
  readonly responses: JsonObject;
  /** What the target left for this attempt. */
  readonly state: Json | undefined;
}

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
  readonly timeoutMs: number;
  readonly resultBytes: number;
  /**
   * Runs one attempt. Throws `ToolError` for what the agent can act on.
   *
   * @param call all of a target's context; `inputResponses` and `state` in it are those of `answers`
   */
  attempt(
    answers: Answers,
    call: CallContext,
  ): ToolResult | InputRequiredPart | Promise<ToolResult | InputRequiredPart> | Parts;
  /** The result's JSON text, before a protocol revision dresses it. @throws ToolError, RpcError */
  resultText(result: ToolResult): string | Promise<string>;
  /** What a failure that the agent can act on becomes: a tool's result; prompts and resources know only JSON-RPC errors. */
  readonly failures: 'result' | 'error';
}
