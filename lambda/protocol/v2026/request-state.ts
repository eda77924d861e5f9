import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { InvalidToken, TokenTooLarge } from '../../state/types.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { type Answers, NO_ANSWERS, type Operation } from '../operation/operation.ts';
import { InvalidParams } from '../rpc/errors.ts';
import { targetsOwn } from '../tools/questions.ts';

/** How long a person may think, in milliseconds. spec: basic/patterns/mrtr: a state should expire */
const TTL_MS = 600_000;
const KIND = 'request-state';

/** What a state carries. Its holder can read it, and cannot change it. */
interface Carried extends JsonObject {
  /** How many times the caller was asked, so that no two states of a request are the same. */
  readonly n: number;
  /** Keys of the questions that it came with: only their answers are taken. */
  readonly k: readonly string[];
  /** Answers to earlier questions. */
  readonly r: JsonObject;
  /** What the target left. */
  readonly s?: Json;
}

/** What a retry brings. */
export interface Brought extends Answers {
  /** How many times the caller was asked before. */
  readonly round: number;
}

const NOTHING: Brought = { ...NO_ANSWERS, round: 0 };

/**
 * Reads what a request brings of answers. A target's own questions may be answered before they are asked: the answers are the
 * caller's words either way. Those of the tool's document may not: a yes counts only with the state that binds it to what the
 * person was shown.
 *
 * @throws InvalidParams for a state that was not issued here, for this caller and exactly this request, or has expired.
 * spec: basic/patterns/mrtr#security-considerations
 */
export function readAnswers(params: JsonObject, operation: Operation, context: RpcContext): Brought | Promise<Brought> {
  const { requestState, inputResponses } = params;
  if (inputResponses !== undefined && !isJsonObject(inputResponses)) {
    throw new InvalidParams('params.inputResponses must be an object');
  }
  if (requestState === undefined) {
    return inputResponses === undefined
      ? NOTHING
      : { ...targetsOwn({ ...NOTHING, responses: inputResponses }), round: 0 };
  }
  if (typeof requestState !== 'string') throw new InvalidParams('params.requestState must be a string');
  return open(requestState, inputResponses ?? {}, operation, context);
}

async function open(token: string, given: JsonObject, operation: Operation, context: RpcContext): Promise<Brought> {
  const { n, k, r, s } = await unseal(token, operation, context);
  // fromEntries defines own keys, so a question `__proto__` keeps its answer
  const added = k.filter((key) => Object.hasOwn(given, key)).map((key) => [key, given[key]]);
  return { responses: Object.fromEntries([...Object.entries(r), ...added]), state: s, round: n };
}

async function unseal(token: string, operation: Operation, context: RpcContext): Promise<Carried> {
  try {
    return (await context.state.tokens.verify(KIND, boundTo(operation, context), token)) as Carried;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw new InvalidParams(
      'params.requestState was not issued for this request, or has expired; send the request again without it',
      200,
      { reason: 'invalid_request_state' },
    );
  }
}

/**
 * Makes the state that a response with questions carries.
 *
 * @throws ToolError where the answers so far are too large to be carried
 */
export async function writeState(
  { inputRequests, state }: InputRequiredPart,
  { responses, round }: Brought,
  operation: Operation,
  context: RpcContext,
): Promise<string> {
  const carried: Carried = {
    n: round + 1,
    k: Object.keys(inputRequests),
    r: responses,
    ...(state !== undefined && { s: state }),
  };
  try {
    return await context.state.tokens.sign(KIND, boundTo(operation, context), carried, TTL_MS);
  } catch (error) {
    if (!(error instanceof TokenTooLarge)) throw error;
    throw new ToolError(`The answers to the questions of ${operation.label} are too large to be carried.`);
  }
}

function boundTo({ method, subject }: Operation, { principal, view }: RpcContext): readonly string[] {
  return [principal.id, view.server, method, digest(subject)];
}

/** The same for requests that differ in the order of keys only, as a retry may. */
function digest(subject: JsonObject): string {
  const canonical = JSON.stringify(subject, (_key, inner: unknown) => {
    if (!isJsonObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('base64url');
}
