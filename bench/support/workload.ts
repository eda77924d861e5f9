import type { JsonObject } from '../../lambda/json.ts';

/** The MCP server that benches publish to and call. */
export const SERVER = 'bench';

/** A tool that every variant serves with the same name, schema and response. */
export interface Workload {
  readonly name: string;
  readonly description: string;
  readonly input: JsonObject;
  /** Arguments that satisfy `input`; no two calls in a row send the same ones. */
  argumentsOf(call: number): JsonObject;
}

/** The result of every tool: a short text, as is common for models. */
export const ANSWER_TEXT = JSON.stringify([
  { order: 'O-20931', placed: '2026-10-30', status: 'shipped', total: 129.9, items: 3, currency: 'EUR' },
  { order: 'O-20877', placed: '2026-10-21', status: 'open', total: 18.5, items: 1, currency: 'EUR' },
  { order: 'O-20412', placed: '2026-09-02', status: 'paid', total: 740, items: 12, currency: 'EUR' },
]);

/** A tool with two flat arguments. */
export const ORDERS: Workload = {
  name: 'list_orders',
  description: 'Orders of one customer, newest first.',
  input: {
    type: 'object',
    properties: { customer: { type: 'string' }, limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 } },
    required: ['customer'],
  },
  argumentsOf: (call) => ({ customer: `C-${10_000 + call}`, limit: 1 + (call % 500) }),
};

/** The same tool in front of an HTTP API. */
export const HTTP_ORDERS: Workload = { ...ORDERS, name: 'fetch_orders' };

/** The same, with a result that needs the expression engine. */
export const HTTP_FILTER: Workload = { ...ORDERS, name: 'fetch_large_orders' };

/** A tool with nested arguments, whose validation costs more than the rest of a call. */
export const NESTED: Workload = {
  name: 'search_orders',
  description: 'Orders that fit every filter, newest first.',
  input: {
    type: 'object',
    properties: {
      customer: { type: 'string', minLength: 1, maxLength: 40 },
      status: { type: 'array', items: { enum: ['open', 'paid', 'shipped', 'returned'] }, maxItems: 4 },
      shipTo: {
        type: 'object',
        properties: { country: { type: 'string', minLength: 2, maxLength: 2 }, city: { type: 'string' } },
        required: ['country'],
        additionalProperties: false,
      },
      express: { type: 'boolean' },
      limit: { type: 'integer', minimum: 1, maximum: 500 },
    },
    required: ['customer', 'limit'],
    additionalProperties: false,
  },
  argumentsOf: (call) => ({
    customer: `C-${10_000 + call}`,
    status: ['open', 'shipped'],
    shipTo: { country: 'DE', city: 'Hamburg' },
    express: call % 2 === 0,
    limit: 1 + (call % 500),
  }),
};

/** Small tools of about 240 bytes each in a list. */
export function manyTools(count: number): readonly Workload[] {
  return Array.from({ length: count }, (_, index) => ({ ...ORDERS, name: toolName(index) }));
}

/** The name of one of {@link manyTools}. */
export function toolName(index: number): string {
  return `list_orders_${String(index).padStart(6, '0')}`;
}
