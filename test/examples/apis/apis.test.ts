import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyDocuments } from '../../../lambda/catalog/publish/index.ts';
import type { Protocol } from '../../../lambda/protocol/index.ts';
import { targetTypes } from '../../../lambda/targets/publish.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { exampleDirectories } from '../../../local/catalog/index.ts';
import { type FakeAws, startAws } from '../../lambda/targets/http/aws.ts';
import { environment } from '../../lambda/targets/support.ts';
import { createMemoryTable } from '../../support/memory-table.ts';
import { serveTable } from '../../support/serve.ts';
import { apis } from './mocks/index.ts';
import type { Call } from './support/api.ts';
import { type Internet, startInternet } from './support/internet.ts';

const DIRECTORY = join(REPOSITORY_ROOT, 'examples/apis');
const calls = apis.flatMap(({ server, calls }) =>
  calls.map((call) => [`${server}/${call.tool}: ${call.title}`, server, call] as const),
);

describe('examples/apis', () => {
  const warnings: string[] = [];
  let published: readonly string[];
  let internet: Internet;
  let aws: FakeAws;
  let protocol: Protocol;

  beforeAll(async () => {
    internet = await startInternet(apis);
    aws = await startAws();
    const table = createMemoryTable();
    const results = await applyDocuments({
      ...{ table, paths: [DIRECTORY], targets: targetTypes },
      onWarning: ({ message }) => warnings.push(message),
    });
    published = results.flatMap(({ server, documents }) =>
      documents.flatMap(({ kind, name }) => (kind === 'Tool' ? [`${server}/${name}`] : [])),
    );
    const secrets = new Map(
      apis.flatMap(({ server, secrets }) =>
        Object.entries(secrets).map(([name, value]): [string, string] => [`spillway/test/${server}/${name}`, value]),
      ),
    );
    const stage = environment();
    protocol = serveTable(table, {
      ...stage,
      aws: { ...stage.aws, roles: { agents: 'arn:aws:iam::123456789012:role/agents' } },
      intercept: internet.intercept,
      readSecret: async (name) => secrets.get(name),
    });
  });
  afterAll(() => Promise.all([internet.close(), aws.close()]));

  /** Calls a tool as a client of an older revision does. */
  async function call(server: string, name: string, args: object) {
    const params = { name, arguments: args };
    const response = await protocol(
      {
        ...{ method: 'POST', path: `/mcp/${server}`, remainingMs: 30_000, streams: true },
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      },
      server,
      { kind: 'anonymous', id: 'anonymous', scopes: new Set() },
    );
    return JSON.parse(response.body).result;
  }

  test('are published without a warning', () => {
    expect(warnings).toEqual([]);
  });

  test('are not published by the local stack, whose examples need no accounts', () => {
    const published = exampleDirectories(join(REPOSITORY_ROOT, 'examples'));

    expect(published).toContain(join(REPOSITORY_ROOT, 'examples/countries'));
    expect(published).not.toContain(DIRECTORY);
  });

  test('each have calls here', () => {
    const called = new Set(calls.map(([, server, { tool }]) => `${server}/${tool}`));
    expect([...called].sort()).toEqual([...published].sort());
    expect(readdirSync(DIRECTORY).sort()).toEqual(apis.map(({ server }) => `${server}.yaml`).sort());
  });

  test.each(calls)('%s', async (_, server, expected) => {
    const result = await call(server, expected.tool, expected.args);

    expect(internet.takeProblems()).toEqual([]);
    expect(outcomeOf(result, expected)).toEqual(wantedOf(expected));
  });
});

interface Result {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly isError?: boolean;
}

/** What a call gave, as far as its expectation names it. */
function outcomeOf({ content, isError = false }: Result, expected: Call): unknown {
  if ('content' in expected) return { content, isError };
  const text = content.map((block) => block.text ?? block.type).join('');
  if ('fails' in expected) return { text, isError };
  return { gives: typeof expected.gives === 'string' ? text : JSON.parse(text), isError };
}

function wantedOf(expected: Call): unknown {
  if ('content' in expected) return { content: expected.content, isError: false };
  if ('fails' in expected) return { text: expected.fails, isError: true };
  return { gives: expected.gives, isError: false };
}
