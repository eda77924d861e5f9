import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsCallFailed } from '../../../lambda/aws/index.ts';
import type { StateTable } from '../../../lambda/state/index.ts';
import { openStateTable } from '../../../lambda/state/table.ts';
import { ConditionFailed } from '../../../lambda/table/index.ts';
import { type StartedTable, startDynalite } from '../../support/dynalite.ts';
import { createTestState } from '../../support/state.ts';
import { tableKinds, withTable } from '../../support/table-kinds.ts';

/** The contract of every implementation of the state table. */
interface Opened {
  readonly table: StateTable;
  close(): Promise<void>;
}

const opening = (table: StateTable): Opened => ({ table, close: async () => {} });
const kinds = tableKinds({
  memory: () => opening(createTestState().table),
  started: (started) => opening(openStateTable(started)),
});

describe.each(kinds)('the state table: $name', (kind) => {
  let opened: Opened;
  const check = withTable(kind, (subject) => {
    opened = subject;
  });

  check('an item that was put is read back, and putting it again replaces all of it', async () => {
    const item = { pk: 'put', sk: 'a', text: 'é😀"\\', expires: 1_800_000_000 };
    await opened.table.put(item);
    expect(await opened.table.get({ pk: 'put', sk: 'a' })).toEqual(item);
    await opened.table.put({ pk: 'put', sk: 'a', other: 1.5 });
    expect(await opened.table.get({ pk: 'put', sk: 'a' })).toEqual({ pk: 'put', sk: 'a', other: 1.5 });
    expect(await opened.table.get({ pk: 'put', sk: 'b' })).toBeUndefined();
  });

  check('a query keeps order, bounds and limit', async () => {
    for (const sk of ['c', 'a', 'd', 'b']) await opened.table.put({ pk: 'query', sk });
    const keys = async (range: object) =>
      (await opened.table.query({ pk: 'query', ...range })).map(({ sk }) => sk).join('');
    expect(await keys({})).toBe('abcd');
    expect(await keys({ from: 'b', to: 'c' })).toBe('bc');
    expect(await keys({ descending: true, limit: 1 })).toBe('d');
  });

  check('an update adds, sets, sets once, and answers with the item', async () => {
    const key = { pk: 'update', sk: 'a' };
    const update = { add: { next: 1 }, set: { status: 'one' }, setOnce: { born: 'first' } };
    expect(await opened.table.update(key, update)).toEqual({ ...key, next: 1, status: 'one', born: 'first' });
    const again = { add: { next: -3 }, setOnce: { born: 'second' } };
    expect(await opened.table.update(key, again)).toEqual({ ...key, next: -2, status: 'one', born: 'first' });
  });

  check('an update with an upper bound is applied up to it, and never creates an item', async () => {
    const key = { pk: 'bound', sk: 'a' };
    const add = (most: number) => opened.table.update(key, { add: { used: 3 }, atMost: { used: most } });
    await expect(add(0)).rejects.toThrow(ConditionFailed);
    expect(await opened.table.get(key)).toBeUndefined();
    await opened.table.update(key, { set: { used: 5 } });
    expect(await add(5)).toEqual({ ...key, used: 8 });
    await expect(add(7)).rejects.toThrow(ConditionFailed);
    expect(await opened.table.get(key)).toEqual({ ...key, used: 8 });
  });

  check('attributes may be named like words of the expression language, or hold other characters', async () => {
    const key = { pk: 'names', sk: 'a' };
    const set = { status: 'x', 'answer-1': 'y', 'a.b': 'z', '#n0': 'w' };
    expect(await opened.table.update(key, { set, expect: { 'a.b': undefined, pk: undefined } })).toEqual({
      ...key,
      ...set,
    });
  });

  check('an update happens only where its expectation holds, and shows nothing of how that is known', async () => {
    const key = { pk: 'expect', sk: 'a' };
    const lease = { set: { owner: 'one' }, expect: { owner: undefined } };
    expect(await opened.table.update(key, lease)).toEqual({ ...key, owner: 'one' });
    await expect(opened.table.update(key, lease)).rejects.toThrow(ConditionFailed);
    await expect(
      opened.table.update(key, { set: { owner: 'two' }, expect: { owner: 'one', other: 1 } }),
    ).rejects.toThrow(ConditionFailed);
    expect(await opened.table.update(key, { set: { owner: 'two' }, expect: { owner: 'one' } })).toEqual({
      ...key,
      owner: 'two',
    });
    expect(await opened.table.get(key)).toEqual({ ...key, owner: 'two' });
    expect(await opened.table.query({ pk: 'expect' })).toEqual([{ ...key, owner: 'two' }]);
  });

  check('of many who take the same lease at the same time one has it', async () => {
    const key = { pk: 'race', sk: 'a' };
    const owners = ['a', 'b', 'c', 'd', 'e'];
    const taken = await Promise.all(
      owners.map((owner) =>
        opened.table.update(key, { set: { owner }, expect: { owner: undefined } }).then(
          () => owner,
          (error: unknown) => (error instanceof ConditionFailed ? undefined : Promise.reject(error)),
        ),
      ),
    );
    const [owner, ...others] = taken.filter(Boolean);
    expect(others).toEqual([]);
    expect(await opened.table.get(key)).toEqual({ ...key, owner });
  });
});

/** What happens to each request in turn: the response is delivered, or lost after the table has written. */
type Fate = 'answer' | 'lose' | (() => Promise<unknown>);

describe('an update whose answer gets lost', () => {
  const key = { pk: 'lost', sk: 'a' };
  let dynalite: StartedTable;
  let wire: Server;
  let fates: Fate[];
  let asked: string[];
  /** Reached through the proxy that loses responses. */
  let table: StateTable;
  /** Reached directly. */
  let other: StateTable;

  beforeEach(async () => {
    dynalite = await startDynalite();
    fates = [];
    asked = [];
    wire = createServer((request, response) => {
      const { headers, method } = request;
      asked.push(String(headers['x-amz-target']).replace(/.*\./, ''));
      const fate = fates.shift() ?? 'answer';
      const onward = forward(dynalite.endpoint, { method, headers, agent: false }, async (answer) => {
        if (fate === 'answer') return void answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers));
        answer.resume().on('end', async () => {
          if (typeof fate === 'function') await fate();
          response.destroy();
        });
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    other = openStateTable(dynalite);
    table = openStateTable({ ...dynalite, endpoint: `http://127.0.0.1:${(wire.address() as AddressInfo).port}` });
  });
  afterEach(async () => {
    wire.closeAllConnections();
    wire.close();
    await dynalite.stop();
  });

  const lease = (owner: string) => ({ set: { owner }, expect: { owner: undefined } });

  test('is told that it won, and not that its own work stands in its way', async () => {
    fates = ['lose'];
    expect(await table.update(key, lease('me'))).toEqual({ ...key, owner: 'me' });
    expect(asked).toEqual(['UpdateItem', 'UpdateItem', 'GetItem']);
  });

  test('is told that another won, even where that one wrote the same', async () => {
    await other.update(key, lease('me'));
    fates = ['lose'];
    await expect(table.update(key, lease('me'))).rejects.toThrow(ConditionFailed);
  });

  test('is told to read again where another has gone on from what it wrote', async () => {
    fates = [() => other.update(key, { set: { owner: 'you' }, expect: { owner: 'me' } })];
    await expect(table.update(key, lease('me'))).rejects.toThrow('read it and decide again');
    expect(await table.get(key)).toEqual({ ...key, owner: 'you' });
  });

  test('and that cannot be looked up either, says that nobody knows', async () => {
    fates = ['lose', 'answer', 'lose', 'lose', 'lose'];
    await expect(table.update(key, lease('me'))).rejects.toMatchObject({
      name: 'AwsCallFailed',
      code: 'ConditionalCheckFailedException',
      mayHaveHappened: true,
    });
  });

  test('does not add twice', async () => {
    fates = ['lose'];
    const failure = await table.update(key, { add: { count: 1 } }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AwsCallFailed);
    expect(failure).toMatchObject({ mayHaveHappened: true });
    expect(await other.get(key)).toEqual({ ...key, count: 1 });
  });

  test('is sent again when it only sets, and so is an item that is put', async () => {
    fates = ['lose', 'lose'];
    expect(await table.update(key, { set: { text: 'x' } })).toEqual({ ...key, text: 'x' });
    fates = ['lose'];
    await table.put({ ...key, text: 'y' });
    expect(await other.get(key)).toEqual({ ...key, text: 'y' });
  });
});
