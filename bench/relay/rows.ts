import type { JsonObject } from '../../lambda/json.ts';

/** Rows of one response. */
export const RELAYED = 10_000;

/** Rows of about 170 bytes each as JSON. */
export const RELAYED_ROWS: readonly JsonObject[] = Array.from({ length: RELAYED }, (_, index) => ({
  customer: 'C-1',
  line: index,
  order: `O-${20_000 + index}`,
  placed: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  status: ['open', 'paid', 'shipped'][index % 3] ?? '',
  total: (index * 37) % 1000,
  shipTo: 'Hamburg, Germany',
  items: 1 + (index % 9),
}));

/** The rows as lines. */
export const LINES = RELAYED_ROWS.map((row) => `${JSON.stringify(row)}\n`);
