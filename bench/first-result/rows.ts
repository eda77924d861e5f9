import type { JsonObject } from '../../lambda/json.ts';

/** Rows of one page. */
export const PAGE_ROWS = 25;
/** Pages of the longest read. */
const MOST_PAGES = 20;
/** The customer whose orders the tools read. */
export const CUSTOMER = 'C-1';

/** One row of an orders table, about 170 bytes as JSON. */
export function orderRow(index: number): JsonObject {
  return {
    customer: CUSTOMER,
    line: index + 1,
    order: `O-${20_000 + index}`,
    placed: new Date(Date.UTC(2026, 0, 1, index)).toISOString(),
    status: ['open', 'paid', 'shipped'][index % 3] ?? '',
    total: (index * 37) % 1000,
    shipTo: 'Hamburg, Germany',
    items: 1 + (index % 9),
  };
}

/** Rows of an orders table. */
export const ROWS: readonly JsonObject[] = Array.from({ length: PAGE_ROWS * MOST_PAGES }, (_, index) =>
  orderRow(index),
);
