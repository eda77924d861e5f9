/** An agent that looks up each row as soon as it has it: with a stream, while the other rows are still on their way. */
import type { JsonObject } from '../../client/index.ts';
import { bufferedRows, type Row, type RowCall, streamedRows, valuesOf } from './rows.ts';

/** What the agent needs of a `SpillwayClient`. */
export interface Caller {
  call(server: string, tool: string, args: JsonObject, options: { readonly signal?: AbortSignal }): RowCall;
}

/** How the agent receives rows: as they arrive, or with the complete result. */
export type Way = 'streamed' | 'buffered';

/** What the agent is asked: which country without a coast has the most neighbours? */
export interface Question {
  /** A region of the tool `stream_countries`. */
  readonly region: string;
  /** Milliseconds that the tool waits before each row. */
  readonly pauseMs: number;
  readonly way: Way;
  /** Stops the agent and closes its connections. */
  readonly signal?: AbortSignal;
}

/** What the agent found out about one row. */
interface Finding {
  readonly name: string;
  readonly hasCoast: boolean;
  readonly neighbours: number;
}

/** What the agent did. */
export type Step =
  /** A row arrived. */
  | { readonly type: 'row'; readonly row: Row }
  /** The agent looked the row up. */
  | { readonly type: 'finding'; readonly finding: Finding }
  /** The result arrived: there are no further rows. */
  | { readonly type: 'complete' }
  /** The agent is done. */
  | { readonly type: 'answer'; readonly text: string };

const SERVER = 'countries';

/**
 * Answers a question in three steps: reads the countries of a region, looks up each one, and names the neighbours of the one
 * that it chose. The next row is read when the one before has been looked up.
 *
 * @throws ToolFailed if a tool reports an error
 * @throws McpClientError if a request fails
 *
 * @example
 * for await (const step of runAgent(client, { region: 'Europe', pauseMs: 100, way: 'streamed' })) console.log(step);
 */
export async function* runAgent(client: Caller, question: Question): AsyncGenerator<Step, void, undefined> {
  const { region, pauseMs, way, signal } = question;
  const call = client.call(SERVER, 'stream_countries', { region, pauseMs }, { signal });
  let best: Row | undefined;
  let most = 0;
  for await (const arrival of way === 'streamed' ? streamedRows(call) : bufferedRows(call)) {
    yield arrival;
    if (arrival.type === 'complete') continue;
    const finding = await lookUp(client, arrival.row, signal);
    yield { type: 'finding', finding };
    if (finding.hasCoast || finding.neighbours <= most) continue;
    best = arrival.row;
    most = finding.neighbours;
  }
  yield {
    type: 'answer',
    text: best === undefined ? `Every country of ${region} has a coast` : await answerOf(client, best, signal),
  };
}

async function lookUp(client: Caller, { code, name }: Row, signal?: AbortSignal): Promise<Finding> {
  const [country] = valuesOf(await client.call(SERVER, 'get_country', { code }, { signal }).result());
  const known = typeof country === 'object' && country !== null && 'landlocked' in country && 'borders' in country;
  if (!known || !Array.isArray(country.borders)) {
    throw new TypeError(
      `get_country returned ${JSON.stringify(country)}; expected an object with landlocked and borders`,
    );
  }
  return { name, hasCoast: country.landlocked !== true, neighbours: country.borders.length };
}

async function answerOf(client: Caller, { code, name }: Row, signal?: AbortSignal): Promise<string> {
  const names = valuesOf(await client.call(SERVER, 'list_neighbours', { code }, { signal }).result());
  return `${name}, with ${names.length} neighbours: ${names.join(', ')}`;
}
