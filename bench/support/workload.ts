import type { JsonObject } from '../../lambda/json.ts';

/** The MCP server that every bench publishes and calls. */
export const SERVER = 'bench';

/** The one tool that every variant of `calls` and `cold` serves: same name, same schema, same answer. */
export const TOOL = {
  name: 'list_orders',
  description: 'Orders of one customer, newest first.',
  input: {
    type: 'object',
    properties: {
      customer: { type: 'string', minLength: 1, maxLength: 40, description: 'Customer number.' },
      status: {
        type: 'array',
        items: { enum: ['open', 'paid', 'shipped', 'returned'] },
        maxItems: 4,
        description: 'Only orders in one of these states.',
      },
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
} as const satisfies { name: string; description: string; input: JsonObject };

/** What the tool answers: a short text, as tools for models give. */
export const ANSWER_TEXT = JSON.stringify([
  { order: 'O-20931', placed: '2026-10-30', status: 'shipped', total: 129.9, items: 3, currency: 'EUR' },
  { order: 'O-20877', placed: '2026-10-21', status: 'open', total: 18.5, items: 1, currency: 'EUR' },
  { order: 'O-20412', placed: '2026-09-02', status: 'paid', total: 740, items: 12, currency: 'EUR' },
]);

/** Arguments that satisfy the tool's schema; no two calls in a row send the same ones. */
export function argumentsOf(call: number): JsonObject {
  return {
    customer: `C-${10_000 + call}`,
    status: ['open', 'shipped'],
    shipTo: { country: 'DE', city: 'Hamburg' },
    express: call % 2 === 0,
    limit: 1 + (call % 500),
  };
}
