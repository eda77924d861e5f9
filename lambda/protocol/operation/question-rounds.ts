import type { JsonObject } from '../../json.ts';
import { type InputRequiredPart, type Part, type Parts, partsIn } from '../../targets/index.ts';
import { isStreamed, type SinglePart, type Streamed, type StreamedParts } from '../response/index.ts';
import type { Awaited } from './codec.ts';
import type { Answers, Ended, Operation } from './operation.ts';

/** Milliseconds before the invocation's deadline at which waiting for answers stops, so that an attempt can still use them. */
const USE_MS = 2_000;

/** Dependencies of question rounds. */
export interface QuestionRounds {
  readonly attempt: (answers: Answers) => Ended | Parts | Promise<Ended | Parts>;
  readonly operation: Operation;
  readonly questions: Awaited;
  /** Deadline of the response, epoch milliseconds. */
  readonly lastMoment: number;
}

/**
 * Runs an operation to its end on one stream: when an attempt asks questions, this sends them, waits for the answers, and starts
 * another attempt with them.
 *
 * @param first the outcome of the first attempt
 * @param answers the answers that the first attempt had
 */
export async function* askInRounds(
  first: Ended | StreamedParts,
  answers: Answers,
  { attempt, operation, questions, lastMoment }: QuestionRounds,
): StreamedParts {
  let outcome: Ended | StreamedParts = first;
  let given = answers;
  for (;;) {
    const asked: InputRequiredPart | undefined = yield* untilAsked(outcome);
    if (asked === undefined) return;
    const posed = await questions.pose(asked, operation, lastMoment - USE_MS);
    yield { type: 'outgoing', messages: posed.messages };
    let responses: JsonObject;
    try {
      responses = await posed.answered();
    } catch (error) {
      yield { type: 'outgoing', messages: posed.withdrawn };
      throw error;
    }
    given = merge(given, asked, responses);
    const next = attempt(given);
    outcome = next instanceof Promise ? await next : next;
  }
}

/** Forwards parts until one contains questions; leaving the loop ends the attempt. */
async function* untilAsked(outcome: Ended | StreamedParts): AsyncGenerator<Streamed, InputRequiredPart | undefined> {
  if (!isStreamed(outcome)) {
    if ('inputRequests' in outcome) return outcome;
    if ('type' in outcome) throw new Error('a task for a client that does not support tasks');
    yield { type: 'result', result: outcome };
    return undefined;
  }
  for await (const given of outcome) {
    const parts = partsIn<SinglePart>(given);
    const at = parts.findIndex(({ type }) => type === 'input_required');
    if (at < 0) yield given;
    else {
      if (at > 0) yield parts.slice(0, at) as readonly Part[];
      return parts[at] as InputRequiredPart;
    }
  }
  return undefined;
}

function merge({ responses }: Answers, { state }: InputRequiredPart, added: JsonObject): Answers {
  return { responses: { ...responses, ...added }, state };
}
