import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart, Part, Parts } from '../../targets/index.ts';
import { isStreamed, type Streamed, type StreamedParts } from '../response/stream.ts';
import type { Awaited } from './codec.ts';
import type { Answers, Ended, Operation } from './operation.ts';

/** Milliseconds before the end of the host's time until which answers are waited for, so that there is time to use them. */
const USE_MS = 2_000;

/** What rounds of questions need. */
export interface QuestionRounds {
  readonly attempt: (answers: Answers) => Ended | Parts | Promise<Ended | Parts>;
  readonly operation: Operation;
  readonly questions: Awaited;
  /** When the host's time is over, epoch milliseconds. */
  readonly lastMoment: number;
}

/**
 * Runs an operation to its end for a caller that waits on one stream: where an attempt asks, the questions go out, the answers
 * are waited for, and another attempt begins with them.
 *
 * @param first what the first attempt gave
 * @param answers those of the first attempt
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

/** Passes parts on until one asks; leaving the loop ends the attempt. */
async function* untilAsked(outcome: Ended | StreamedParts): AsyncGenerator<Streamed, InputRequiredPart | undefined> {
  if (!isStreamed(outcome)) {
    if ('inputRequests' in outcome) return outcome;
    if ('type' in outcome) throw new Error('a task for a caller that knows none');
    yield { type: 'result', result: outcome };
    return undefined;
  }
  for await (const given of outcome) {
    const parts = Array.isArray(given) ? (given as readonly Part[]) : [given as Exclude<Streamed, readonly Part[]>];
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
