import {
  applyLoaded,
  PublishConflict,
  parseDocuments,
  readPolicies,
} from '../../../../../lambda/catalog/publish/index.ts';
import { createMemoryTable, type MemoryTable } from '../../../../support/memory-table.ts';
import { targetTypes } from '../../../../support/targets.ts';

const tool = (
  name: string,
  properties = '{ amount: { type: integer }, note: { type: string } }',
  required = '[amount]',
) =>
  `kind: Tool
server: orders
name: ${name}
description: d
input: { type: object, properties: ${properties}, required: ${required} }
target: { type: echo, text: t }
`;
const policy = (name: string, text: string, server = 'orders') =>
  `kind: Policy\nserver: ${server}\nname: ${name}\npolicy: |\n${text.replace(/^/gm, '  ')}\n`;
const SMALL = 'permit(principal, action == Action::"tool:refund", resource)\nwhen { context.input.amount < 100 };';
const files = (...documents: readonly string[]) => documents.join('---\n');

let table: MemoryTable;
const warnings: string[] = [];
beforeEach(() => {
  table = createMemoryTable();
  warnings.length = 0;
});

const apply = (text: string, more: { readonly prune?: boolean; readonly strict?: boolean } = {}) =>
  applyLoaded(parseDocuments('a.yaml', text), {
    table,
    targets: targetTypes,
    wait: async () => undefined,
    onWarning: ({ message }) => warnings.push(message),
    ...more,
  });
const stored = async () => readPolicies(table, 'orders');
const names = async () => (await stored()).policies.map(({ name }) => name);

describe('a policy', () => {
  test('is stored with its formatted text and the form that functions evaluate', async () => {
    const [result] = await apply(files(tool('refund'), policy('small', `// small ones\n${SMALL}`)));

    expect(result?.documents).toEqual([
      { kind: 'Policy', name: 'small', outcome: 'created' },
      { kind: 'Tool', name: 'refund', outcome: 'created' },
    ]);
    const { version, policies } = await stored();
    expect(version).toBeGreaterThan(Date.now() - 60_000);
    expect(policies).toEqual([
      {
        name: 'small',
        text: expect.stringContaining('// small ones'),
        statements: [
          {
            effect: 'permit',
            principal: { op: 'All' },
            action: expect.anything(),
            resource: { op: 'All' },
            conditions: [expect.anything()],
          },
        ],
      },
    ]);
    expect(policies[0]?.text).toContain('  action == Action::"tool:refund",');
    expect(table.items.get('POLICIES\norders')).toMatchObject({ version, open: 0 });
  });

  test('is unchanged where only the layout differs', async () => {
    await apply(files(tool('refund'), policy('small', SMALL)));
    const before = await stored();
    const [result] = await apply(files(tool('refund'), policy('small', SMALL.replaceAll('\n', ' '))));
    expect(result).toMatchObject({ published: false, policiesChanged: false });
    expect(await stored()).toEqual(before);
  });

  test('is updated as a whole with the others, under the next version', async () => {
    await apply(files(tool('refund'), policy('small', SMALL), policy('all', 'permit(principal, action, resource);')));
    const { version: before = 0 } = await stored();
    await apply(policy('small', SMALL.replace('100', '50')));
    const { version, policies } = await stored();
    expect(version).toBeGreaterThan(before);
    expect(policies.map(({ name }) => name)).toEqual(['all', 'small']);
    expect(policies[1]?.text).toContain('< 50');
  });

  test('may come before its tools, and without any', async () => {
    const [result] = await apply(policy('tools', 'permit(principal, action in Action::"tools", resource);'));
    expect(result).toMatchObject({ version: undefined, published: false, policiesChanged: true });
    expect(warnings).toEqual([expect.stringContaining('policy tools: unable to find an applicable action')]);
  });

  test('is written before the documents of the same change', async () => {
    const writes: string[] = [];
    const { update } = table;
    table.update = (key, change) => {
      writes.push(key.pk);
      return update(key, change);
    };
    await apply(files(tool('refund'), policy('small', SMALL)));
    expect(writes[0]).toBe('POLICIES');
    expect(writes.at(-1)).toBe('S#orders');
  });

  test('may consist of several statements', async () => {
    await apply(files(tool('refund'), policy('two', `${SMALL}\nforbid(principal is Anonymous, action, resource);`)));
    expect((await stored()).policies[0]?.statements.map(({ effect }) => effect)).toEqual(['permit', 'forbid']);
  });

  test('that is the same in more than ten statements keeps their order', async () => {
    const all = Array.from({ length: 12 }, (_, i) => `permit(principal == Key::"k${i}", action, resource);`).join('\n');
    await apply(files(tool('refund'), policy('many', all)));
    const ids = (await stored()).policies[0]?.statements.map(({ principal }) => principal.entity?.id);
    expect(ids).toEqual(Array.from({ length: 12 }, (_, i) => `k${i}`));
  });
});

describe('prune', () => {
  beforeEach(() =>
    apply(
      files(
        tool('refund'),
        tool('find'),
        policy('small', SMALL),
        policy('all', 'permit(principal, action, resource);'),
      ),
    ),
  );

  test('deletes policies that the files leave out', async () => {
    const [result] = await apply(files(tool('refund'), policy('small', SMALL)), { prune: true });
    expect(result?.documents).toContainEqual({ kind: 'Policy', name: 'all', outcome: 'deleted' });
    expect(result?.documents).toContainEqual({ kind: 'Tool', name: 'find', outcome: 'deleted' });
    expect(await names()).toEqual(['small']);
  });

  test('leaves policies alone where the files have none: who writes tools need not have the policies', async () => {
    const [result] = await apply(tool('refund'), { prune: true });
    expect(result?.documents.filter(({ outcome }) => outcome === 'deleted')).toEqual([
      { kind: 'Tool', name: 'find', outcome: 'deleted' },
    ]);
    expect(await names()).toEqual(['all', 'small']);
  });

  test('leaves everything else alone where the files have policies only', async () => {
    const [result] = await apply(policy('small', SMALL), { prune: true });
    expect(result?.documents.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['small', 'unchanged'],
      ['all', 'deleted'],
    ]);
  });
});

describe('a stored policy', () => {
  beforeEach(() => apply(files(tool('refund'), policy('small', SMALL))));

  test.each([
    [
      'a change of the type',
      tool('refund', '{ amount: { type: string } }'),
      /policy small of orders, which is published, .*expected Long but saw String/,
    ],
    [
      'a change to an optional argument',
      tool('refund', undefined, '[]'),
      /policy small of orders.*optional attribute `input.amount`/,
    ],
    [
      'a schema that policies cannot compare',
      tool('refund', '{ amount: { type: number } }'),
      /policy small of orders.*its schema allows fractions/,
    ],
  ])('refuses %s of a tool that it names', async (_title, changed, message) => {
    await expect(apply(changed)).rejects.toThrow(message);
    expect([...table.items.keys()].filter((key) => key.startsWith('T#'))).toHaveLength(1);
  });

  test('refuses the removal of the tool', async () => {
    await expect(apply(tool('find'), { prune: true })).rejects.toThrow(
      /policy small of orders, which is published, would not be valid any more: .*unrecognized action `Action::"tool:refund"`/,
    );
  });

  test('allows the change together with one of the policy', async () => {
    const changed = tool('refund', '{ amount: { type: string } }');
    await apply(files(changed, policy('small', SMALL.replace('< 100', '== "1"'))));
    expect((await stored()).policies[0]?.text).toContain('== "1"');
  });

  test('does not mind other changes', async () => {
    await apply(
      files(
        tool('find', '{ amount: { type: number } }', '[]'),
        tool('refund', '{ amount: { type: integer }, more: {} }'),
      ),
    );
    expect(await names()).toEqual(['small']);
  });
});

describe('two publishers', () => {
  test('of policies do not overwrite each other: the second one starts again from the first', async () => {
    await apply(files(tool('refund'), policy('small', SMALL)));
    const { update } = table;
    let isFirst = true;
    table.update = async (key, change) => {
      if (isFirst && key.pk === 'POLICIES') {
        isFirst = false;
        await apply(policy('theirs', 'permit(principal is Key, action, resource);'));
      }
      return update(key, change);
    };
    const [result] = await apply(policy('mine', 'permit(principal is User, action, resource);'));
    expect(result?.documents).toEqual([{ kind: 'Policy', name: 'mine', outcome: 'created' }]);
    expect(await names()).toEqual(['mine', 'small', 'theirs']);
  });

  test('with prune, the second one fails', async () => {
    await apply(files(tool('refund'), policy('small', SMALL)));
    const { update } = table;
    let isFirst = true;
    table.update = async (key, change) => {
      if (isFirst && key.pk === 'POLICIES') {
        isFirst = false;
        await apply(policy('theirs', 'permit(principal is Key, action, resource);'));
      }
      return update(key, change);
    };
    const mine = policy('mine', 'permit(principal is User, action, resource);');
    await expect(apply(mine, { prune: true })).rejects.toThrow(PublishConflict);
    expect(await names()).toEqual(['small', 'theirs']);
  });

  test('a write whose response was lost counts', async () => {
    const { update } = table;
    table.update = async (key, change) => {
      const after = await update(key, change);
      // The SDK repeats it.
      if (key.pk === 'POLICIES') await update(key, change);
      return after;
    };
    await apply(files(tool('refund'), policy('small', SMALL)));
    expect(await names()).toEqual(['small']);
  });
});

test('policies that do not fit into their item are refused, and nothing is published', async () => {
  const long = (i: number) =>
    policy(
      `p${i}`,
      Array.from(
        { length: 60 },
        (_, j) => `permit(principal == User::"${'x'.repeat(100)}${j}", action, resource);`,
      ).join('\n'),
    );
  const many = Array.from({ length: 25 }, (_, i) => long(i));
  await expect(apply(files(tool('refund'), ...many))).rejects.toThrow(
    /the policies of orders take \d+ bytes .* 300000 fit/,
  );
  expect(table.items.size).toBe(0);
});

test('with strict, a policy that never applies is refused', async () => {
  const never = policy('never', 'permit(principal, action == Action::"tools", resource);');
  await apply(files(tool('refund'), never));
  expect(warnings).toEqual([expect.stringContaining('policy never: ')]);
  await expect(apply(files(tool('refund'), never), { strict: true })).rejects.toThrow(
    'a.yaml:12: document 2: policy: policy never',
  );
});
