import type { PolicyRequest, ServerPolicies } from '../../../../lambda/auth/policies.ts';
import type { Principal } from '../../../../lambda/auth/principal.ts';
import { createPolicyReader } from '../../../../lambda/auth/server-policies/index.ts';
import { AuthUnavailable } from '../../../../lambda/auth/verdict.ts';
import { readPolicies, writePolicies } from '../../../../lambda/catalog/publish/index.ts';
import { compileStored, storedAttributes } from '../../../../lambda/policy/index.ts';
import { holdReads } from '../../../support/held-reads.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';
import { policyFrom } from '../../policy/support/policy-from.ts';

const principal = (kind: Principal['kind'], id: string, more: Partial<Principal> = {}): Principal => ({
  kind,
  id,
  scopes: new Set(),
  ...more,
});
const ANA = principal('user', 'user:https://id.example.com|ana', { groups: ['https://id.example.com|staff'] });
const KEY = principal('key', 'key:k1');
const ANYBODY = principal('anonymous', 'anonymous');

function prepare() {
  const table = createMemoryTable();
  const clock = { now: 1_000_000 };
  const reported: unknown[] = [];
  const options = { refreshSeconds: 5, now: () => clock.now, after: () => () => undefined };
  const reader = createPolicyReader({ table, ...options, report: (error) => reported.push(error) });
  const write = async (...texts: readonly string[]) =>
    writePolicies(
      table,
      await readPolicies(table, 'orders'),
      texts.map((text, index) => ({ name: `p${index}`, text, statements: [policyFrom(text)] })),
    );
  const current = async (server = 'orders') => reader.policiesOf(server);
  return { table, clock, reader, reported, write, current };
}

function evaluate(policies: ServerPolicies | undefined, caller: Principal, more: Partial<PolicyRequest> = {}) {
  return policies?.evaluate({ principal: caller, action: 'tool:refund', arguments: {}, now: 0, ...more });
}

describe('the policies of a server', () => {
  test('are none where there is no item, and after the last one was removed', async () => {
    const { clock, write, current } = prepare();
    expect(await current()).toBeUndefined();

    await write('permit(principal, action, resource);');
    clock.now += 5_000;
    expect(evaluate(await current(), ANA)).toBe('allow');

    await write();
    clock.now += 5_000;
    expect(await current()).toBeUndefined();
  });

  test('know users with their groups, keys and anonymous callers', async () => {
    const { write, current } = prepare();
    await write(
      'permit(principal == User::"https://id.example.com|ana", action == Action::"tool:a", resource);',
      'permit(principal in Group::"https://id.example.com|staff", action == Action::"tool:b", resource);',
      'permit(principal == Key::"k1", action == Action::"tool:c", resource);',
      'permit(principal == Anonymous::"all", action == Action::"tool:d", resource == Server::"orders");',
    );
    const policies = await current();
    const tools = (caller: Principal) =>
      (['tool:a', 'tool:b', 'tool:c', 'tool:d'] as const).filter(
        (action) => evaluate(policies, caller, { action }) === 'allow',
      );

    expect(tools(ANA)).toEqual(['tool:a', 'tool:b']);
    expect(tools(KEY)).toEqual(['tool:c']);
    expect(tools(ANYBODY)).toEqual(['tool:d']);
    expect(tools(principal('user', 'user:k1'))).toEqual([]);
    expect(tools(principal('user', 'name:https://id.example.com|ana'))).toEqual([]);
    expect(tools(principal('key', 'key:all'))).toEqual([]);
  });

  test('judge arguments, known or not, and the time', async () => {
    const { write, current } = prepare();
    await write(
      'permit(principal, action, resource) when { context.input.n < 5 && context.now < datetime("1970-01-02") };',
    );
    const policies = await current();

    expect(policies?.readsTime).toBe(true);
    expect(evaluate(policies, ANA, { arguments: undefined })).toBe('unknown');
    expect(evaluate(policies, ANA, { arguments: { n: 4 } })).toBe('allow');
    expect(evaluate(policies, ANA, { arguments: { n: 5 } })).toBe('deny');
    expect(evaluate(policies, ANA, { arguments: { n: 4 }, now: 86_400_000 })).toBe('deny');
  });

  test('are one read, then none until they are old; what is compiled stays while nothing changes', async () => {
    const { table, clock, reader, write, current } = prepare();
    await write('permit(principal, action, resource);');
    table.reads.length = 0;
    const first = await current();

    expect(reader.policiesOf('orders')).toBe(first);
    expect(table.reads).toEqual(['get POLICIES orders']);
    clock.now += 5_000;
    const [again, same] = await Promise.all([current(), current()]);

    expect([again === first, same === first]).toEqual([true, true]);
    expect(table.reads).toHaveLength(2);
  });

  test('have another version after a change, even if the item was deleted in between', async () => {
    const { table, clock, write, current } = prepare();
    await write('permit(principal, action, resource);');
    const first = await current();
    await table.removeAll([{ pk: 'POLICIES', sk: 'orders' }]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await write('permit(principal is Key, action, resource);');
    clock.now += 5_000;
    const second = await current();

    expect(second?.version).not.toBe(first?.version);
    expect(evaluate(second, ANA)).toBe('deny');
  });

  test('are read again once for each version of the server that is seen', async () => {
    const { table, clock, reader, write } = prepare();
    await reader.policiesOf('orders', 1);
    await write('permit(principal, action, resource);');
    clock.now += 1;
    table.reads.length = 0;

    expect(await reader.policiesOf('orders', 1)).toBeUndefined();
    expect(evaluate(await reader.policiesOf('orders', 2), ANA)).toBe('allow');
    expect(evaluate(await reader.policiesOf('orders', 2), ANA)).toBe('allow');
    expect(table.reads).toEqual(['get POLICIES orders']);
  });

  test('serve the first version of the server that is seen, if they are young: an instance reads both together', async () => {
    const { table, clock, reader, current } = prepare();
    await current();
    clock.now += 1;

    expect(reader.policiesOf('orders', 1)).toBeUndefined();
    expect(table.reads).toEqual(['get POLICIES orders']);
  });

  test('are not those of a read that began before the version was seen', async () => {
    const { table, clock, reader, write } = prepare();
    await reader.policiesOf('orders', 1);
    clock.now += 5_000;
    const held = holdReads(table, 'get');
    const early = reader.policiesOf('orders', 1);
    held.stop();
    await write('permit(principal, action, resource);');
    clock.now += 1;
    const present = reader.policiesOf('orders', 2);
    await held.release();

    expect(await early).toBeUndefined();
    expect(evaluate(await present, ANA)).toBe('allow');
  });

  test('admit nobody to a new version while they cannot be read', async () => {
    const { table, clock, reader, write } = prepare();
    await write('permit(principal, action, resource);');
    const policies = await reader.policiesOf('orders', 1);
    clock.now += 1;
    table.failure = new Error('away');

    await expect(reader.policiesOf('orders', 2)).rejects.toThrow(AuthUnavailable);
    expect(await reader.policiesOf('orders')).toBe(policies);
  });

  test('cause no read for a name that no server has', async () => {
    const { table, reader } = prepare();
    expect(reader.policiesOf('No Server')).toBeUndefined();
    expect(table.reads).toEqual([]);
  });
});

describe('while the table cannot be read', () => {
  test('the last policies serve for a minute more, and then nobody is admitted', async () => {
    const { table, clock, reported, write, current } = prepare();
    await write('permit(principal, action, resource);');
    const policies = await current();
    table.failure = new Error('away');

    clock.now += 64_999;
    expect(await current()).toBe(policies);
    expect(reported).toEqual([table.failure]);
    clock.now += 1;
    await expect(current()).rejects.toThrow(AuthUnavailable);

    table.failure = undefined;
    clock.now += 1_000;
    expect(await current()).toBe(policies);
  });

  test('a server without policies is not open longer than that either', async () => {
    const { table, clock, current } = prepare();
    expect(await current()).toBeUndefined();
    table.failure = new Error('away');

    clock.now += 64_999;
    expect(await current()).toBeUndefined();
    clock.now += 1;
    await expect(current()).rejects.toThrow('the policies of orders cannot be read');
  });

  test('a server that was never read is unavailable', async () => {
    const { table, current } = prepare();
    table.failure = new Error('away');
    await expect(current()).rejects.toThrow(AuthUnavailable);
  });
});

describe('an item that this release does not understand', () => {
  test('denies everything if a policy cannot be evaluated', async () => {
    const { table, reported, current } = prepare();
    const statement = {
      ...policyFrom('permit(principal, action, resource);'),
      conditions: [{ kind: 'when' as const, body: { new: 1 } }],
    };
    const policies = [{ name: 'p', text: '', statements: [statement] }];
    await table.putAll([{ pk: 'POLICIES', sk: 'orders', ...storedAttributes({ version: 1, policies }) }]);

    expect(evaluate(await current(), ANA)).toBe('deny');
    expect(reported.map(String)).toEqual(['UnsupportedPolicy: p: `new` is not supported']);
    expect(() => compileStored('orders', { version: 1, policies })).toThrow('p: `new` is not supported');
  });

  test.each([
    ['not JSON', { version: 1, policies: '{' }],
    ['no list', { version: 1, policies: '{}' }],
    ['no version', { policies: '[]' }],
    ['other policies', { version: 1, policies: '[{"name": "p"}]' }],
    ['statements in an unknown form', { version: 1, policies: '[{"name": "p", "statements": [null]}]' }],
    ['nothing', {}],
  ])('does not open the server: %s', async (_title, attributes) => {
    const { table, current } = prepare();
    await table.putAll([{ pk: 'POLICIES', sk: 'orders', ...attributes }]);
    await expect(current()).rejects.toThrow(AuthUnavailable);
  });
});
