import { createDoctorServer, ServerNotOpened } from '../../../bin/cli/doctor/server/index.ts';
import {
  applyLoaded,
  closePolicies,
  InvalidDocuments,
  listServers,
  type OpenTable,
  parseDocuments,
  publish,
  readPolicies,
  readPublishedState,
  writePolicies,
} from '../../../lambda/catalog/publish/index.ts';
import { DOCTOR_KEY_MS, DOCTOR_SERVER } from '../../../lambda/doctor-server.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { createMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-11-27T00:00:00Z');

function doctor() {
  const memory = createMemoryTable();
  const table: OpenTable = { ...memory, identity: async () => 'table-1', close() {} };
  const changes: string[] = [];
  const open = () =>
    createDoctorServer({
      table,
      changes: {
        table: undefined,
        async record({ change, work }) {
          changes.push(change.action);
          return work();
        },
        close() {},
      },
      maxDays: 1,
      now: () => NOW,
    });
  const keys = () => [...memory.items.values()].filter(({ pk }) => pk === 'KEYS');
  const isPublished = async () => (await readPublishedState(table, DOCTOR_SERVER)).head !== undefined;
  return { table, open, keys, isPublished, changes, memory };
}

test('the key ends ten minutes later by the clock of the endpoint, and is valid for the server alone', async () => {
  const { open, keys } = doctor();
  const endpointClock = () => NOW - 3_600_000;

  await open().open(endpointClock);

  expect(keys()).toMatchObject([
    { createdAt: endpointClock(), expiresAt: endpointClock() + DOCTOR_KEY_MS, servers: `["${DOCTOR_SERVER}"]` },
  ]);
});

test('each run has a scope of its own, which the server requires and only its key has', async () => {
  const { open, keys, table } = doctor();
  const scopes = new Set<string>();
  for (let run = 0; run < 2; run += 1) {
    const server = open();
    await server.open(() => NOW);
    const { document } = await readPublishedState(table, DOCTOR_SERVER);
    const required: { scopes: readonly string[] } = JSON.parse(document ?? '{}');
    expect(keys()).toMatchObject([{ scopes: JSON.stringify(required.scopes) }]);
    scopes.add(required.scopes.join());
    await server.close();
  }
  expect(scopes.size).toBe(2);
});

test('closing deletes the key before the server, and records both; closing again changes nothing', async () => {
  const { open, keys, isPublished, changes } = doctor();
  const server = open();
  await server.open(() => NOW);
  await server.publishLater();

  await server.close();
  await server.close();

  expect(keys()).toEqual([]);
  expect(await isPublished()).toBe(false);
  expect(changes).toEqual(['catalog.apply', 'keys.create', 'catalog.apply', 'keys.revoke', 'catalog.delete']);
});

test('a run that fails halfway is closed as far as it came', async () => {
  const { open, isPublished, memory } = doctor();
  const server = open();
  const failure = new Error('the table is away');
  const failing = server.open(() => {
    memory.failure = failure;
    return NOW;
  });
  await expect(failing).rejects.toThrow(failure);
  memory.failure = undefined;

  await server.close();

  expect(await isPublished()).toBe(false);
  expect(() => server.key).toThrow('doctor has no key yet');
});

test('what a killed run left is deleted, and other keys stay', async () => {
  const { open, keys } = doctor();
  await open().open(() => NOW);
  const [left] = keys();

  const { isRepeated } = await open().open(() => NOW);

  expect(isRepeated).toBe(true);
  expect(keys()).toHaveLength(1);
  expect(keys()[0]?.sk).not.toBe(left?.sk);
});

describe('a run that another one replaced', () => {
  test('leaves the server of the other when it ends', async () => {
    const { open, isPublished, keys } = doctor();
    const [first, second] = [open(), open()];
    await first.open(() => NOW);
    await second.open(() => NOW);

    await first.close();

    expect(await isPublished()).toBe(true);
    expect(keys()).toHaveLength(1);
    await second.close();
    expect(await isPublished()).toBe(false);
  });

  test('publishes nothing over the server of the other', async () => {
    const { open, table } = doctor();
    const [first, second] = [open(), open()];
    await first.open(() => NOW);
    await second.open(() => NOW);
    const before = await readPublishedState(table, DOCTOR_SERVER);

    await expect(first.publishLater()).rejects.toThrow('Another run of doctor replaced the server.');

    expect((await readPublishedState(table, DOCTOR_SERVER)).head).toEqual(before.head);
  });
});

test('a server of that name that somebody published before is kept, and named', async () => {
  const { open, table, isPublished, keys } = doctor();
  const document = { kind: 'Server', server: DOCTOR_SERVER, title: 'Ours' } as const;
  await publish(table, { server: DOCTOR_SERVER, documents: [document], prune: false });

  const server = open();
  await expect(server.open(() => NOW)).rejects.toThrow(ServerNotOpened);
  await server.close();

  expect(await isPublished()).toBe(true);
  expect(keys()).toEqual([]);
});

describe('policies of that name', () => {
  test('are named, because they would deny what doctor measures', async () => {
    const { open, table } = doctor();
    const policy = { name: 'all', text: 'permit(principal, action, resource);', statements: [] };
    await writePolicies(table, await readPolicies(table, DOCTOR_SERVER), [policy]);

    await expect(open().open(() => NOW)).rejects.toThrow('The table has policies of a server spillway-doctor.');
    expect(await listServers(table)).toMatchObject([]);
  });

  test('that were deleted with a server deny nothing any more', async () => {
    const { open, table } = doctor();
    await closePolicies(table, await readPolicies(table, DOCTOR_SERVER));

    await open().open(() => NOW);

    expect(await readPolicies(table, DOCTOR_SERVER)).toMatchObject({ policies: [], closed: false });
  });
});

describe('documents cannot use the name', () => {
  const documents = [
    `kind: Server\nserver: ${DOCTOR_SERVER}`,
    `kind: Tool\nserver: ${DOCTOR_SERVER}\nname: t\ndescription: d\ninput: { type: object }\ntarget: { type: static, text: x }`,
    `kind: Policy\nserver: ${DOCTOR_SERVER}\nname: p\npolicy: permit(principal, action, resource);`,
  ];
  test.each(documents)('%s', async (yaml) => {
    const { table } = doctor();

    const published = applyLoaded(parseDocuments('documents.yaml', yaml), { table, targets: targetTypes });

    await expect(published).rejects.toThrow(InvalidDocuments);
    await expect(published).rejects.toThrow(
      'documents.yaml:2: document 1: server: `spillway doctor` publishes the server spillway-doctor: use another name',
    );
  });
});
