import { ToolError } from '../../../../lambda/tool-error.ts';
import { ask, askOld } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { resource } from './support/documents.ts';
import { problemsOf } from './support/publishing.ts';

/** spec: server/resources */

const TARGET = { type: 'static', text: 'unused' };
const TEMPLATE = { uri: undefined, uriTemplate: 'note://by/{author}', name: 'notes' };
const NOTHING = { content: [] };

/** Resources of which none is what a test asks for. */
async function shelf() {
  const deployment = await deploy(
    resource(),
    resource({ uri: 'note://secret', name: 'secret', scopes: ['admin'] }),
    resource({ ...TEMPLATE, text: '{% $args.author = "ada" ? "Notes." : $nothing %}' }),
    resource({ uri: 'note://away', name: 'away', target: TARGET }),
    resource({ uri: 'note://empty', name: 'empty', target: TARGET }),
  );
  const away = () => {
    throw new ToolError('nothing is there', { notFound: true });
  };
  return deployment.instance({ runs: { away, empty: () => NOTHING } });
}

const ABSENT = ['note://nope', 'NOTE://1', 'note://secret', 'note://by/nobody', 'note://away', 'note://empty'];

test('a resource that does not exist is -32602, and never an empty list', async () => {
  const handler = await shelf();
  expect((await ask(handler, 'resources/read', { uri: 'note://by/ada' })).response.result.contents).toHaveLength(1);
  for (const uri of ABSENT) {
    const { response } = await ask(handler, 'resources/read', { uri });
    expect(response).toMatchObject({ error: { code: -32602, data: { uri } } });
    expect(response).not.toHaveProperty('result');
  }
});

test('under 2025-11-25 a resource that does not exist is -32002', async () => {
  const handler = await shelf();
  for (const uri of ABSENT) {
    expect((await askOld(handler, 'resources/read', { uri })).response.error.code).toBe(-32002);
  }
});

test('a target that fails is -32603', async () => {
  const failures = [
    () => {
      throw new ToolError('upstream is away');
    },
    () => {
      throw new Error('a bug');
    },
  ];
  for (const run of failures) {
    const handler = (await deploy(resource({ target: TARGET }))).instance({ runs: { note: run } });
    for (const asked of [
      ask(handler, 'resources/read', { uri: 'note://1' }),
      askOld(handler, 'resources/read', { uri: 'note://1' }),
    ]) {
      expect((await asked).response.error.code).toBe(-32603);
    }
  }
});

test.each([
  ['not a text', 7],
  ['empty', ''],
  ['no URI', 'a note'],
  ['too long', `note://${'a'.repeat(10_000)}`],
  ['badly encoded', 'note://by/%ff'],
  ['a path upwards', 'note://by/../1'],
])('a URI that is %s is -32602', async (_what, uri) => {
  const headers = { 'mcp-name': typeof uri === 'string' ? uri : 'x' };
  const { response } = await ask(await shelf(), 'resources/read', { uri }, { headers });
  expect(response.error.code).toBe(-32602);
});

test.each(['note', '/note', '//note', 'note 1://a', '1note://a', 'note://a b', 'note://%zz', ''])(
  'a URI that is none (%s) is refused when it is published',
  async (uri) => {
    expect(await problemsOf(resource({ uri }))).not.toEqual([]);
  },
);

test.each(['note://1', 'https://example.com/a?b=c', 'git+ssh://host/path', 'urn:isbn:0451450523'])(
  'a URI of any scheme (%s) can be published',
  async (uri) => {
    expect(await problemsOf(resource({ uri }))).toEqual([]);
  },
);

test('who lacks a scope neither sees nor reads a resource', async () => {
  const documents = [resource(), resource({ name: 'secret', uri: 'note://secret', scopes: ['admin'] })];
  const deployment = await deploy(...documents);
  const read = (handler: Parameters<typeof ask>[0]) => ask(handler, 'resources/read', { uri: 'note://secret' });
  const without = deployment.instance({ scopes: new Set(['other']) });
  const holding = deployment.instance({ scopes: new Set(['admin']) });
  expect((await ask(without, 'resources/list')).text).not.toContain('secret');
  expect((await read(without)).response.error.code).toBe(-32602);
  expect((await ask(holding, 'resources/list')).text).toContain('secret');
  expect((await read(holding)).response.result.contents[0].text).toBe('A note.');
});

test('what is binary is Base64, and comes back as it was', async () => {
  const bytes = Buffer.from([0, 1, 254, 255, 61, 63]);
  const blob = bytes.toString('base64');
  const { response } = await ask(
    (await deploy(resource({ blob, mimeType: 'image/png' }))).instance(),
    'resources/read',
    { uri: 'note://1' },
  );
  const [contents] = response.result.contents;
  expect(contents).toMatchObject({ uri: 'note://1', mimeType: 'image/png' });
  expect(Buffer.from(contents.blob, 'base64')).toEqual(bytes);
  for (const bad of ['no base64!', 'AAA', 'AA=A', '-_==']) {
    expect(await problemsOf(resource({ blob: bad, mimeType: 'image/png' }))).not.toEqual([]);
  }
});
