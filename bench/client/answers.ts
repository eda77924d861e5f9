import type { JsonObject } from '../../lambda/json.ts';

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
      params: { seq, content: [{ type: 'text', text: JSON.stringify(rowOf(seq)) }] },
    }),
  );
  return { first: Buffer.from(first), rest: Buffer.from(rest.join('')) };
}

function rowOf(index: number): JsonObject {
  return {
    customer: 'C-1',
    line: index + 1,
    order: `O-${20_000 + index}`,
    placed: new Date(Date.UTC(2026, 0, 1, index)).toISOString(),
    status: ['open', 'paid', 'shipped'][index % 3] ?? '',
    total: (index * 37) % 1000,
    shipTo: 'Hamburg, Germany',
    items: 1 + (index % 9),
  };
}
