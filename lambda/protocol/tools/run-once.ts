import type { JsonObject } from '../../json.ts';
import { type CallContext, isParts, type Part, type Parts, partsIn } from '../../targets/index.ts';
import { withTimeout } from '../../timeout.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import type { Ended, Outcome } from '../operation/index.ts';
import { type EarlierUse, type KeptEnd, stateUse } from './state-use.ts';

/** Maximum milliseconds that a result waits until it is kept. */
const KEEP_MS = 2_000;

/** A run that a signed state leads to. */
export interface ApprovedRun {
  /** Name of the tool. */
  readonly name: string;
  /** Names the signed state. */
  readonly nonce: string;
  /** All answers of the request. */
  readonly responses: JsonObject;
  readonly call: CallContext;
  readonly start: () => Outcome;
}

/**
 * Runs a target at most once for a signed state. A request that repeats the one that ran it gets the same end, without a run.
 *
 * @throws ToolError if the state was used before, and there is no end to repeat: the run may have been done
 */
export async function runOnce(run: ApprovedRun, context: RpcContext): Promise<Ended | Parts> {
  const { name, nonce, responses, call, start } = run;
  const use = stateUse(nonce, responses, context);
  const earlier = await use.take();
  if (earlier !== undefined) return repeated(name, earlier);

  // The run is over: a failure to keep its end must not hide it.
  const keep = async (end: KeptEnd) => {
    const keeping = use.keep(end, call.resultBytes).catch((error: unknown) => {
      context.log.error('keeping the result of an approved call failed', { tool: name, reason: String(error) });
    });
    await withTimeout(keeping, Math.max(0, Math.min(KEEP_MS, call.deadline - context.now())), () => undefined);
  };
  return keepingEnd(start, keep);
}

function repeated(name: string, { sameAnswers, end }: EarlierUse): Ended {
  if (!sameAnswers) {
    throw new ToolError(
      `Tool ${name} was already called with other answers to these questions and may have been done. Check whether it was ` +
        'before you call it again.',
    );
  }
  if (end === undefined) {
    throw new ToolError(
      `Tool ${name} was already called with these answers and may have been done, but its result is not available. Check ` +
        'whether it was done before you call it again.',
    );
  }
  if ('failure' in end) throw new ToolError(end.failure);
  return end.ended;
}

type Keep = (end: KeptEnd) => Promise<void>;

async function keepingEnd(start: () => Outcome, keep: Keep): Promise<Ended | Parts> {
  try {
    const ended = await start();
    if (isParts(ended)) return keepingLastPart(ended, keep);
    await keep({ ended });
    return ended;
  } catch (error) {
    await keepFailure(error, keep);
    throw error;
  }
}

async function* keepingLastPart(parts: Parts, keep: Keep): AsyncGenerator<Part | readonly Part[]> {
  try {
    for await (const given of parts) {
      for (const part of partsIn<Part>(given)) {
        if (part.type === 'result') await keep({ ended: part.result });
        if (part.type === 'input_required') await keep({ ended: part });
      }
      yield given;
    }
  } catch (error) {
    await keepFailure(error, keep);
    throw error;
  }
}

/** Keeps a failure that the agent can act on; after any other, nobody knows what the target did. */
async function keepFailure(error: unknown, keep: Keep): Promise<void> {
  if (error instanceof ToolError) await keep({ failure: error.message });
}
