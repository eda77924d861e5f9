import type { JsonObject } from '../../lambda/json.ts';
import { orderRow } from '../first-result/rows.ts';

/** Encodings of a streamed response, by content type. */
export const ENCODINGS = ['application/json-lines', 'text/event-stream'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Parts of the call whose cost is measured. */
export const MANY_PARTS = 10_000;
/** Parts of the call whose first part is timed. */
export const FEW_PARTS = 5;

/** Name of the only tool; its argument `parts` is the number of partial results. */
export const TOOL = 'rows';

const FRAMES: Readonly<Record<Encoding, (message: string) => string>> = {
  'application/json-lines': (message) => `${message}\n`,
  'text/event-stream': (message) => `event: message\ndata: ${message}\n\n`,
};

/** A message as it is sent. */
export function frame(encoding: Encoding, message: JsonObject): string {
  return FRAMES[encoding](JSON.stringify({ jsonrpc: '2.0', ...message }));
}

/** Partial results as the wire has them: the first one, and the others. */
export interface Partials {
  readonly first: Buffer;
  readonly rest: Buffer;
}

/** Prepares partial results of one row each, about 170 bytes of JSON a row. */
export function partials(encoding: Encoding, count: number): Partials {
  const [first = '', ...rest] = Array.from({ length: count }, (_, seq) =>
    frame(encoding, {
      method: 'notifications/tools/partial_result',
      params: { seq, content: [{ type: 'text', text: JSON.stringify(orderRow(seq)) }] },
    }),
  );
  return { first: Buffer.from(first), rest: Buffer.from(rest.join('')) };
}
