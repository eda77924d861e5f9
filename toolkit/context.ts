import type { InputRequest, InputRequiredPart } from './parts.ts';
import type { Invocation } from './serve.ts';
import { type CallDocument, isObject, type TraceContext } from './wire.ts';

/** The context of a tool's call. */
export interface ToolContext {
  /** The MCP server of the tool. */
  readonly server: string;
  readonly tool: string;
  /** When the call ends, in epoch milliseconds. */
  readonly deadline: number;
  /** Aborts at the deadline; pass it to `fetch` and similar calls. */
  readonly signal: AbortSignal;
  /** Whether the caller receives partial results; if not, a tool need not produce them. */
  readonly partials: boolean;
  /**
   * The capabilities that the caller declared (MCP's ClientCapabilities): `elicitation`, `sampling`, `roots`. A question beyond
   * them ends the call with an error, so a tool that can work without an answer checks them first. `undefined` when unknown.
   */
  readonly clientCapabilities: Readonly<Record<string, unknown>> | undefined;
  /**
   * The state that the tool passed with its last question, so that it need not compute it again. `undefined` at the first attempt,
   * and when the last question had no state: to keep state, pass it with every question. The caller can read the state but cannot
   * change it.
   */
  readonly state: unknown;
  /** The caller's trace, to pass on in requests and logs; `undefined` if it has none. */
  readonly trace: TraceContext | undefined;
  /**
   * Asks the user a question through the caller. Without an answer this attempt ends here; the caller gets the question, and the
   * tool runs **again from its start** with the answer. Code before a question therefore runs once for each attempt: it must be
   * safe to repeat.
   *
   * @example const answer = yield* context.elicit('size', { message: 'Which size?', requestedSchema: { type: 'object', properties: {} } });
   * @param key identifies the question within the tool; must be the same in every attempt
   * @param state any JSON value for the next attempt's {@link state}; not a secret, because the caller can read it
   * @returns the caller's answer; its content is not validated
   */
  elicit<Content = Readonly<Record<string, unknown>>>(
    key: string,
    question: Question,
    state?: unknown,
  ): Generator<InputRequiredPart, Answer<Content>, void>;
  /**
   * Sends several requests of any kind at once: `elicitation/create`, `sampling/createMessage`, `roots/list`.
   *
   * @param state as for {@link elicit}
   * @returns the caller's responses by key, not validated
   */
  ask<Key extends string>(
    requests: Readonly<Record<Key, InputRequest>>,
    state?: unknown,
  ): Generator<InputRequiredPart, Readonly<Record<Key, Readonly<Record<string, unknown>>>>, void>;
}

/** The parameters of an elicitation. spec: client/elicitation */
export interface Question {
  readonly message: string;
  /** A flat JSON Schema of type `object`. */
  readonly requestedSchema?: object;
  readonly [key: string]: unknown;
}

/** The answer to a question. */
export type Answer<Content> =
  | { readonly action: 'accept'; readonly content: Content }
  | { readonly action: 'decline' | 'cancel' };

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
      nextState?: unknown,
    ): Generator<InputRequiredPart, Answer<Content>, void> {
      const answer = readAnswer<Content>(inputResponses[key]);
      if (answer) return answer;
      yield asking({ [key]: { method: 'elicitation/create', params: question } }, nextState);
      throw new Error('the attempt has ended');
    },
    *ask<Key extends string>(requests: Readonly<Record<Key, InputRequest>>, nextState?: unknown) {
      const missing = Object.entries<InputRequest>(requests).filter(([key]) => !isObject(inputResponses[key]));
      if (missing.length > 0) {
        yield asking(Object.fromEntries(missing), nextState);
        throw new Error('the attempt has ended');
      }
      // every key of the requests has a response, and that is an object
      return inputResponses as Readonly<Record<Key, Readonly<Record<string, unknown>>>>;
    },
  };
}

function asking(inputRequests: InputRequiredPart['inputRequests'], state: unknown): InputRequiredPart {
  return { type: 'input_required', inputRequests, ...(state !== undefined && { state }) };
}

/** An invalid answer counts as none, so that the question is asked again. spec: basic/patterns/mrtr */
function readAnswer<Content>(value: unknown): Answer<Content> | undefined {
  if (!isObject(value)) return undefined;
  if (value.action === 'decline' || value.action === 'cancel') return { action: value.action };
  if (value.action !== 'accept' || !(value.content === undefined || isObject(value.content))) return undefined;
  return { action: 'accept', content: (value.content ?? {}) as Content };
}
