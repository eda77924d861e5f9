import { setTimeout as pause } from 'node:timers/promises';
import { isJsonObject } from '../../../../lambda/json.ts';
import type { BrowserPage } from '../../../e2e/support/devtools.ts';

/** What the page shows of one agent; times in seconds, NaN while the agent waits. */
interface LaneState {
  readonly rows: number;
  readonly row: number;
  readonly complete: number;
  readonly answer: string;
}

/** What the page shows. */
export interface PageState {
  readonly streamed: LaneState;
  readonly buffered: LaneState;
  readonly failure: string;
}

const POLL_MS = 20;
const WAIT_MS = 30_000;

/** An expression that starts the agents. */
export const START = (region: string, pauseMs: number): string => `(() => {
  const form = document.querySelector('#question');
  form.elements.region.value = ${JSON.stringify(region)};
  form.elements.pauseMs.value = ${pauseMs};
  form.requestSubmit();
})()`;

const STATE = `(() => {
  const lane = (way) => {
    const section = document.querySelector('[data-way=' + way + ']');
    const time = (name) => {
      const element = section.querySelector('[data-time=' + name + ']');
      return element === null || element.matches('.pending') ? '' : element.textContent;
    };
    const answer = section.querySelector('.answer')?.textContent ?? '';
    return { rows: section.querySelectorAll('tbody tr').length, row: time('row'), complete: time('complete'), answer };
  };
  return { streamed: lane('streamed'), buffered: lane('buffered'), failure: document.querySelector('#failure').textContent };
})()`;

/**
 * What the page shows as soon as it satisfies a condition.
 *
 * @throws Error if it does not within 30 s
 */
export async function stateOf(page: BrowserPage, isReached: (state: PageState) => boolean): Promise<PageState> {
  let last: unknown;
  for (const end = performance.now() + WAIT_MS; performance.now() < end; await pause(POLL_MS)) {
    last = await page.evaluate(STATE);
    if (!isJsonObject(last)) continue;
    const state = {
      streamed: laneOf(last.streamed),
      buffered: laneOf(last.buffered),
      failure: String(last.failure),
    };
    if (isReached(state)) return state;
  }
  throw new Error(`The page still shows ${JSON.stringify(last)}`);
}

function laneOf(lane: unknown): LaneState {
  if (!isJsonObject(lane)) throw new TypeError(`The page shows ${JSON.stringify(lane)}; expected an agent`);
  const { rows, row, complete, answer } = lane;
  return {
    rows: Number(rows),
    row: Number.parseFloat(String(row)),
    complete: Number.parseFloat(String(complete)),
    answer: String(answer),
  };
}
