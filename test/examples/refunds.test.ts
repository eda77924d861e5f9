import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Principal } from '../../lambda/auth/principal.ts';
import { toServerPolicies } from '../../lambda/auth/server-policies/server-policies.ts';
import { applyDocuments } from '../../lambda/catalog/publish/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import { parseStored } from '../../lambda/policy/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/refunds/', import.meta.url));
const caller = (kind: Principal['kind'], id: string, groups: readonly string[] = []): Principal => ({
  kind,
  id,
  groups,
  scopes: new Set(),
});
const ANYBODY = caller('anonymous', 'anonymous');
const STAFF = caller('user', 'user:https://login.example.com|ana', ['https://login.example.com|staff']);
const NIGHTLY = caller('key', 'key:nightly');
const NOON = Date.UTC(2026, 10, 26, 12);
const NIGHT = Date.UTC(2026, 10, 26, 4, 59);

/** Publishes the example, and returns its policies as functions read them. */
async function prepare() {
  const table = createMemoryTable();
  const warnings: string[] = [];
  await applyDocuments({
    table,
    paths: [EXAMPLE],
    targets: targetTypes,
    onWarning: ({ message }) => warnings.push(message),
  });
  const stored = parseStored(await table.get({ pk: 'POLICIES', sk: 'refunds' }));
  if (stored === undefined) throw new Error('the example has no policies');
  const policies = toServerPolicies('refunds', stored, (error) => {
    throw error;
  });
  const decide = (principal: Principal, tool: string, input: JsonObject | undefined, now = NOON) =>
    policies.evaluate({ principal, action: `tool:${tool}`, arguments: input, now });
  return { warnings, decide };
}

test('the example is published without a warning, and its README has its limits', async () => {
  const { warnings } = await prepare();
  const readme = await readFile(`${EXAMPLE}README.md`, 'utf8');

  expect(warnings).toEqual([]);
  expect(readme).toContain('"cents": 10000}');
  expect(readme).toContain('`100000` cents');
});

test.each<[string, Principal, string, JsonObject | undefined, number, string]>([
  ['everybody finds orders', ANYBODY, 'find_order', { order: 'O-20931' }, NOON, 'allow'],
  ['everybody sees the tool', ANYBODY, 'refund', undefined, NOON, 'unknown'],
  ['everybody pays back a little', ANYBODY, 'refund', { order: 'O-20931', cents: 10_000 }, NOON, 'allow'],
  ['nobody else pays back more', ANYBODY, 'refund', { order: 'O-20931', cents: 10_001 }, NOON, 'deny'],
  ['the staff pays back more', STAFF, 'refund', { order: 'O-20931', cents: 100_000 }, NOON, 'allow'],
  ['and not everything', STAFF, 'refund', { order: 'O-20931', cents: 100_001 }, NOON, 'deny'],
  ['nor what is suspicious', STAFF, 'refund', { order: 'O-20931', cents: 1, reasons: ['late', 'fraud'] }, NOON, 'deny'],
  ['the job pays back at night', NIGHTLY, 'refund', { order: 'O-20931', cents: 1 }, NIGHT, 'allow'],
  ['the job does not at noon', NIGHTLY, 'refund', { order: 'O-20931', cents: 1 }, NOON, 'deny'],
  ['and sees nothing then', NIGHTLY, 'find_order', undefined, NOON, 'deny'],
])('%s', async (_title, principal, tool, input, now, decision) => {
  const { decide } = await prepare();
  expect(decide(principal, tool, input, now)).toBe(decision);
});
