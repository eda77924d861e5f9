import type { ToolResult } from '../../content/index.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { CallContext, InputRequiredPart, Parts } from '../../targets/index.ts';

/** The answers to the questions of an operation's earlier attempts. */
export interface Answers {
  /** Answers by the keys of the questions, as the client sent them, unchecked. */
  readonly responses: JsonObject;
  /** State that the target kept for this attempt. */
  readonly state: Json | undefined;
  /** Names the signed state that the answers came with, if it may lead to one run only. */
  readonly nonce?: string | undefined;
}

/** The answers of a first attempt. */
export const NO_ANSWERS: Answers = { responses: {}, state: undefined };

/** The call continues as a task. */
export interface TaskOutcome {
  readonly type: 'task';
  /** The task as JSON text. */
  readonly text: string;
}

/** The end of an attempt. */
export type Ended = ToolResult | InputRequiredPart | TaskOutcome;

/** The outcome of an attempt: its end, a promise of it, or parts of which the last is the end. */
export type Outcome = Ended | Promise<Ended | Parts> | Parts;

/**
 * A request that runs a target, which may ask the client questions first: `tools/call`, `prompts/get`, `resources/read`.
 * Attempts follow each other until one ends without questions; each runs the target from the start.
 */
export interface Operation {
  readonly method: 'tools/call' | 'prompts/get' | 'resources/read';
  /** Name or URI, and arguments. Answers and signed states are bound to these and to the method. */
  readonly subject: JsonObject;
  /** Whether each signed state may lead to one run of the target only, because running it twice is not safe. */
  readonly runsOnce?: boolean;
  /** Timeout of one attempt. */
  readonly timeoutMs: number;
  /** Maximum bytes of the result. */
  readonly resultBytes: number;
  /**
   * Runs one attempt. Throws `ToolError` for a failure that the agent can act on.
   *
   * @param call the target's context; its `inputResponses` and `state` are those of `answers`
   */
  attempt(answers: Answers, call: CallContext): Outcome;
  /** Returns the JSON text of the result, before the era's codec completes it. @throws ToolError, RpcError */
  resultText(result: ToolResult): string | Promise<string>;
  /** The form of a failure that the agent can act on: a result for tools; prompts and resources have only JSON-RPC errors. */
  readonly failures: 'result' | 'error';
  /** Caching of the result, for revisions that support it. spec: server/utilities/caching */
  readonly hints?: CachingHints;
}

/** Whether and how long a client may cache a result. spec: server/utilities/caching */
export interface CachingHints {
  readonly ttlMs: number;
  readonly cacheScope: 'public' | 'private';
}

const KINDS = { 'tools/call': 'tool', 'prompts/get': 'prompt', 'resources/read': 'resource' } as const;

/** Returns the name of an operation's document in errors: `tool list_orders`. */
export function labelOf({ method, subject: { name, uri } }: Operation): string {
  return `${KINDS[method]} ${name ?? uri}`;
}
