import { setTimeout as sleep } from 'node:timers/promises';
import { gate } from '../gate.ts';
import { type Intercept, type Reply, refusal } from './proxy.ts';

const row = (id: string, more: object = {}) => ({ id: { S: id }, ...more });
const page = (Items: readonly object[], next?: string): Reply => ({
  status: 200,
  body: { Items, Count: Items.length, ...(next !== undefined && { LastEvaluatedKey: row(next) }) },
});

/** Tables for the contract that holds for every kind of target; what a table does follows from its name. */
export const contractTables: Readonly<Record<string, Intercept>> = {
  orders: ({ operation }) =>
    operation === 'Query' ? page([row('a'), row('b')]) : { status: 200, body: { Item: row('x') } },
  empty: ({ operation }) => (operation === 'Query' ? page([]) : { status: 200, body: {} }),
  missing: () => refusal('ResourceNotFoundException', 'Requested resource not found'),
  changed: () => refusal('ConditionalCheckFailedException', 'The conditional request failed'),
  hangs: async ({ gone }) => {
    await gone;
    return undefined;
  },
  endless: async () => {
    await sleep(5);
    return page([row('a')], 'a');
  },
  gated: async ({ body, gone }) => {
    if (body.ExclusiveStartKey === undefined) return page([row('a')], 'a');
    await gate.pass(gone);
    return page([row('b')]);
  },
  large: () => page([row('a', { text: { S: 'x'.repeat(100_000) } })]),
};

/** Answers for the table that a request names. */
export const contractTable: Intercept = (request, index) => {
  const answer = contractTables[String(request.body.TableName)];
  return answer ? answer(request, index) : refusal('ResourceNotFoundException');
};
