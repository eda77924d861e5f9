import type { JsonObject } from '../../json.ts';
import { readPieces, writePieces } from '../../state/index.ts';
import { ConditionFailed, type Item } from '../../table/index.ts';
import { exactJson, exceedsBytes, parseLossless } from '../../text/index.ts';
import type { RpcContext } from '../context.ts';
import { digest, type Ended } from '../operation/index.ts';

/** Milliseconds for which the end of a run is kept. */
const KEPT_MS = 600_000;
/**
 * Milliseconds after which a use may be deleted. A kept question is signed again when the request is repeated, until
 * {@link KEPT_MS} after the use, and that state is valid for ten more minutes: so a use outlives two such times, and a margin.
 */
const EXPIRES_MS = 2 * KEPT_MS + 60_000;
const END = 'end';
const ENCLOSING_BYTES = '{"ended":}'.length;

/** The end of a run: what the attempt ended with, or the message of its failure. */
export type KeptEnd = { readonly ended: Ended } | { readonly failure: string };

/** What an earlier request did with the same state. */
export interface EarlierUse {
  /** Whether it sent the same answers. */
  readonly sameAnswers: boolean;
  /** The end of its run; `undefined` if it has not ended, or its end was not kept. */
  readonly end: KeptEnd | undefined;
}

/** The use of a signed state, as an item of the state table. */
export interface StateUse {
  /**
   * Takes the use: of all requests with the state, one succeeds. A lost response never makes a second one succeed.
   *
   * @returns `undefined` if this request took it
   */
  take(): Promise<EarlierUse | undefined>;
  /** Keeps the end of the run for requests that repeat this one, up to a number of bytes. */
  keep(end: KeptEnd, maxBytes: number): Promise<void>;
}

function structuredOf(end: KeptEnd): unknown {
  return 'ended' in end && 'structuredContent' in end.ended ? end.ended.structuredContent : undefined;
}

/**
 * @param nonce names the state
 * @param responses all answers of the request
 */
export function stateUse(nonce: string, responses: JsonObject, { state, now }: RpcContext): StateUse {
  const pk = `N#${nonce}`;
  const key = { pk, sk: 'use' };
  const takenAt = now();
  const expires = Math.ceil((takenAt + EXPIRES_MS) / 1000);
  const answers = digest(responses);

  async function earlier(item: Item | undefined): Promise<EarlierUse> {
    const isKept = typeof item?.pieces === 'number' && now() < Number(item.takenAt) + KEPT_MS;
    const text = isKept ? await readPieces(state.table, { pk, name: END }, Number(item.pieces)) : undefined;
    return {
      sameAnswers: item?.answers === answers,
      end: text === undefined ? undefined : (parseLossless(text) as KeptEnd),
    };
  }

  return {
    async take() {
      try {
        await state.table.update(key, { set: { answers, takenAt, expires }, expect: { takenAt: undefined } });
        return undefined;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        return earlier(await state.table.get(key));
      }
    },
    async keep(end, maxBytes) {
      const text = exactJson(end, structuredOf(end));
      // The limit is that of the result, which an object encloses here.
      if (exceedsBytes(text, maxBytes + ENCLOSING_BYTES)) return;
      const pieces = await writePieces(state.table, { pk, name: END, expires }, text);
      await state.table.update(key, { set: { pieces }, expect: { takenAt } });
    },
  };
}
