import type { InputRequest, InputRequiredPart } from './parts.ts';
import type { Invocation } from './serve.ts';
import { type CallDocument, isObject, type TraceContext } from './wire.ts';

/** What a tool knows of its call. */
export interface ToolContext {
  /** The MCP server that the tool belongs to. */
  readonly server: string;
  readonly tool: string;
  /** When the call will be ended, in epoch milliseconds. */
  readonly deadline: number;
  /** Aborts at the deadline; hand it to `fetch` and its like. */
  readonly signal: AbortSignal;
  /** Whether anyone receives partial results: where nobody does, they need not be made. */
  readonly partials: boolean;
  /**
   * What the caller said it can be asked (MCP's ClientCapabilities): `elicitation`, `sampling`, `roots`. A tool that can do
   * without an answer looks here first; who is asked for more gets an error. `undefined` where the caller did not say.
   */
  readonly clientCapabilities: Readonly<Record<string, unknown>> | undefined;
  /**
   * What the tool left with the question before this attempt, so that it need not find it out again. `undefined` at the first
   * attempt, and where nothing was left: what shall last is left with every question. The caller may have read it, but only this
   * tool can have written it.
   */
  readonly state: unknown;
  /** The caller's trace, for what the tool calls and logs; `undefined` where it has none. */
  readonly trace: TraceContext | undefined;
  /**
   * Asks whoever called. Without an answer the attempt ends here; the caller is asked, and the tool runs **again from its start**
   * with the answer at hand. So what stands before a question happens once for each attempt: do nothing there that may not be
   * done twice.
   *
   * @example const answer = yield* context.elicit('size', { message: 'Which size?', requestedSchema: { type: 'object', properties: {} } });
   * @param key names the question among those of the tool; stays the same from attempt to attempt
   * @param state any JSON value: what the next attempt finds in {@link state}; no secret, as the caller can read it
   * @returns the caller's answer; its content is what the caller sent, which nothing has checked
   */
  elicit<Content = Readonly<Record<string, unknown>>>(
    key: string,
    question: Question,
    state?: unknown,
  ): Generator<InputRequiredPart, Answer<Content>, void>;
  /**
   * Asks several things at once, of any kind: `elicitation/create`, `sampling/createMessage`, `roots/list`.
   *
   * @param state as for {@link elicit}
   * @returns what the caller sent, by key
   */
  ask<Key extends string>(
    requests: Readonly<Record<Key, InputRequest>>,
    state?: unknown,
  ): Generator<InputRequiredPart, Readonly<Record<Key, Readonly<Record<string, unknown>>>>, void>;
}

/** What an elicitation asks. spec: client/elicitation */
export interface Question {
  readonly message: string;
  /** A flat JSON Schema of type `object`. */
  readonly requestedSchema?: object;
  readonly [key: string]: unknown;
}

/** What came of a question. */
export type Answer<Content> =
  | { readonly action: 'accept'; readonly content: Content }
  | { readonly action: 'decline' | 'cancel' };

/** Makes the context of a call. */
export function contextOf(document: CallDocument, { deadline, signal }: Invocation): ToolContext {
  const { server, tool, partials, clientCapabilities, state, trace, inputResponses = {} } = document;
  return {
    server,
    tool,
    deadline,
    signal,
    partials,
    clientCapabilities,
    state,
    trace,
    *elicit<Content>(
      key: string,
      question: Question,
      left?: unknown,
    ): Generator<InputRequiredPart, Answer<Content>, void> {
      const answer = readAnswer<Content>(inputResponses[key]);
      if (answer) return answer;
      yield asking({ [key]: { method: 'elicitation/create', params: question } }, left);
      throw new Error('the attempt has ended');
    },
    *ask<Key extends string>(requests: Readonly<Record<Key, InputRequest>>, left?: unknown) {
      const missing = Object.entries<InputRequest>(requests).filter(([key]) => !isObject(inputResponses[key]));
      if (missing.length > 0) {
        yield asking(Object.fromEntries(missing), left);
        throw new Error('the attempt has ended');
      }
      // every key of the requests is one of the responses, and an object there
      return inputResponses as Readonly<Record<Key, Readonly<Record<string, unknown>>>>;
    },
  };
}

function asking(inputRequests: InputRequiredPart['inputRequests'], state: unknown): InputRequiredPart {
  return { type: 'input_required', inputRequests, ...(state !== undefined && { state }) };
}

/** What is no answer counts as none, so the question is asked again. spec: basic/patterns/mrtr */
function readAnswer<Content>(said: unknown): Answer<Content> | undefined {
  if (!isObject(said)) return undefined;
  if (said.action === 'decline' || said.action === 'cancel') return { action: said.action };
  if (said.action !== 'accept' || !(said.content === undefined || isObject(said.content))) return undefined;
  return { action: 'accept', content: (said.content ?? {}) as Content };
}
