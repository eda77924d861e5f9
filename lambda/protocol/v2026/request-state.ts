import { randomBytes } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { InvalidToken, TokenTooLarge } from '../../state/index.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { type Answers, digest, labelOf, NO_ANSWERS, type Operation } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import { targetsOwn } from '../tools/index.ts';

/** Milliseconds in which the user can answer. spec: basic/patterns/mrtr: a state should expire */
const TTL_MS = 600_000;
const KIND = 'request-state';
/** Bytes of the ID of a call, so that it cannot be guessed. */
const CALL_BYTES = 18;

/** The content of a state. It is signed, not encrypted: its holder can read it but not change it. */
interface Carried extends JsonObject {
  /** Number of rounds of questions, so that no two states of a request are equal. */
  readonly n: number;
  /** Keys of the questions that the state belongs to: only their answers are accepted. */
  readonly k: readonly string[];
  /** Answers to earlier questions. */
  readonly r: JsonObject;
  /** The target's state. */
  readonly s?: Json;
  /** ID of the call, if each of its states may lead to one run only; with the number of the round it names the state. */
  readonly c?: string;
}

/** The answers in a request, the number of rounds before it, and the call that these belong to. */
export interface Brought extends Answers {
  /** Number of rounds of questions before this request. */
  readonly round: number;
  /** ID of the call; absent before its first state. */
  readonly call?: string | undefined;
}

/**
 * Reads the answers in a request. A client may answer a target's questions before they are asked, because it chooses
 * those answers in any case. It may not do so for the questions of the tool's document: an approval counts only with
 * the state that binds it to the text that the user saw.
 *
 * @throws InvalidParams for a state that was not issued for this caller and exactly this request, or has expired.
 * spec: basic/patterns/mrtr#security-considerations
 */
export function readAnswers(params: JsonObject, operation: Operation, context: RpcContext): Brought | Promise<Brought> {
  const { requestState, inputResponses } = params;
  if (inputResponses !== undefined && !isJsonObject(inputResponses)) {
    throw new InvalidParams('params.inputResponses must be an object');
  }
  if (requestState === undefined) {
    return { ...targetsOwn({ ...NO_ANSWERS, responses: inputResponses ?? {} }), round: 0 };
  }
  if (typeof requestState !== 'string') throw new InvalidParams('params.requestState must be a string');
  return open(requestState, inputResponses ?? {}, operation, context);
}

/** Returns answers as {@link readAnswers} read them: an operation passes them on as {@link Answers}. */
export function broughtIn(answers: Answers): Brought {
  return 'round' in answers ? (answers as Brought) : { ...answers, round: 0 };
}

async function open(token: string, given: JsonObject, operation: Operation, context: RpcContext): Promise<Brought> {
  const { n, k, r, s, c } = await verify(token, operation, context);
  // Signed before the tool was published as one that runs once.
  if (operation.runsOnce && c === undefined) throw invalidState();
  // fromEntries defines own keys, so a question `__proto__` keeps its answer
  const added = k.filter((key) => Object.hasOwn(given, key)).map((key) => [key, given[key]]);
  const responses = Object.fromEntries([...Object.entries(r), ...added]);
  return { responses, state: s, round: n, call: c, nonce: operation.runsOnce ? `${c}.${n}` : undefined };
}

async function verify(token: string, operation: Operation, context: RpcContext): Promise<Carried> {
  try {
    return (await context.state.tokens.verify(KIND, boundTo(operation, context), token)) as Carried;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw invalidState();
  }
}

function invalidState(): InvalidParams {
  return new InvalidParams(
    'params.requestState was not issued for this request, or has expired; send the request again without it',
    200,
    { reason: 'invalid_request_state' },
  );
}

/**
 * Creates the state for a response with questions.
 *
 * @throws ToolError if the answers so far are too large for a state
 */
export async function writeState(
  { inputRequests, state }: InputRequiredPart,
  { responses, round, call }: Brought,
  operation: Operation,
  context: RpcContext,
): Promise<string> {
  const carried: Carried = {
    n: round + 1,
    k: Object.keys(inputRequests),
    r: responses,
    ...(state !== undefined && { s: state }),
    ...(operation.runsOnce && { c: call ?? randomBytes(CALL_BYTES).toString('base64url') }),
  };
  try {
    return await context.state.tokens.sign(KIND, boundTo(operation, context), carried, TTL_MS);
  } catch (error) {
    if (!(error instanceof TokenTooLarge)) throw error;
    throw new ToolError(`The answers to the questions of ${labelOf(operation)} are too large for a request state.`);
  }
}

function boundTo({ method, subject }: Operation, { principal, view }: RpcContext): readonly string[] {
  return [principal.id, view.server, method, digest(subject)];
}
