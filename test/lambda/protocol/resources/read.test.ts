import type { ResourceDocument } from '../../../../lambda/catalog/index.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { ask, askOld } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { resource } from '../requirements/support/documents.ts';

const TARGET = { type: 'static', text: 'unused' };
const BY_AUTHOR = { uri: undefined, uriTemplate: 'note://by/{author}' };

/** Reads a URI of a server with one document, in both eras. */
async function read(document: Partial<ResourceDocument>, uri = 'note://1', run?: PreparedTarget) {
  const handler = (await deploy(resource(document))).instance(run && { runs: { note: run } });
  const { response } = await ask(handler, 'resources/read', { uri });
  const { response: old } = await askOld(handler, 'resources/read', { uri });
  return { ...response, old };
}

describe('a resource that is written out', () => {
  test('is read as it is, in both eras; only the newer one says how long it keeps', async () => {
    const { result, old } = await read({ text: '# One', mimeType: 'text/markdown', _meta: { a: 1 } });
    const contents = [{ uri: 'note://1', mimeType: 'text/markdown', text: '# One', _meta: { a: 1 } }];
    expect(result).toMatchObject({ contents, ttlMs: 5000, cacheScope: 'public', resultType: 'complete' });
    expect(old.result).toEqual({ contents });
  });

  test('may be binary', async () => {
    const { result } = await read({ blob: 'aGk=', mimeType: 'image/png' });
    expect(result.contents).toEqual([{ uri: 'note://1', mimeType: 'image/png', blob: 'aGk=' }]);
  });

  test('is not kept where the request carries answers, asked for or not', async () => {
    const handler = (await deploy(resource({ text: '# One' }))).instance();
    const { result } = (await ask(handler, 'resources/read', { uri: 'note://1', inputResponses: {} })).response;
    expect(result).toMatchObject({ contents: [{ text: '# One' }], ttlMs: 0, cacheScope: 'private' });
  });

  test('that only some may read is private to them', async () => {
    const handler = (await deploy(resource({ scopes: ['notes'] }))).instance({ scopes: new Set(['notes']) });
    expect((await ask(handler, 'resources/read', { uri: 'note://1' })).response.result.cacheScope).toBe('private');
  });

  test('is not measured against the bounds of what targets give', async () => {
    const { result } = await read({ text: 'x'.repeat(2_000), limits: { resultBytes: 1_000 } });
    expect(result.contents[0].text).toHaveLength(2_000);
  });

  test('is no expression, whatever it looks like', async () => {
    expect((await read({ text: '{% $args.uri %}' })).result.contents[0].text).toBe('{% $args.uri %}');
  });
});

describe('a template that is written out', () => {
  test('may make its text of its variables and the URI', async () => {
    const text = "{% $args.author & ' at ' & $args.uri %}";
    const { result } = await read({ ...BY_AUTHOR, text }, 'note://by/ada%20l');
    expect(result).toMatchObject({
      contents: [{ uri: 'note://by/ada%20l', text: 'ada l at note://by/ada%20l' }],
      ttlMs: 5000,
      cacheScope: 'public',
    });
  });

  test('writes what is no text as JSON', async () => {
    const { result } = await read({ ...BY_AUTHOR, text: '{% $args %}' }, 'note://by/ada');
    const { mimeType, text } = result.contents[0];
    expect([mimeType, JSON.parse(text)]).toEqual(['application/json', { author: 'ada', uri: 'note://by/ada' }]);
  });

  test('has each URI of its own', async () => {
    const handler = (await deploy(resource({ ...BY_AUTHOR, text: 'All the same.' }))).instance();
    for (const uri of ['note://by/ada', 'note://by/grace', 'note://by/ada']) {
      expect((await ask(handler, 'resources/read', { uri })).response.result.contents[0].uri).toBe(uri);
    }
  });

  test('has no resource where its expression finds nothing', async () => {
    const text = '{% {"ada": "Notes."}.*[$args.author = "ada"] %}';
    expect((await read({ ...BY_AUTHOR, text }, 'note://by/ada')).result.contents[0].text).toBe('Notes.');
    expect((await read({ ...BY_AUTHOR, text }, 'note://by/eve')).error.data).toEqual({ uri: 'note://by/eve' });
  });
});

describe('a resource behind a target', () => {
  test('is called with the variables and the URI, and kept by nobody', async () => {
    const seen: unknown[] = [];
    const run: PreparedTarget = (args) => {
      seen.push(args);
      return { content: [{ type: 'text', text: 'Notes.' }] };
    };
    const { result } = await read({ ...BY_AUTHOR, target: TARGET }, 'note://by/ada', run);
    expect(seen[0]).toEqual({ author: 'ada', uri: 'note://by/ada' });
    expect(result).toMatchObject({ contents: [{ text: 'Notes.' }], ttlMs: 0, cacheScope: 'private' });
  });

  test.each<[string, PreparedTarget]>([
    [
      'throws at once',
      () => {
        throw new ToolError('No such row.', { notFound: true });
      },
    ],
    ['throws later', async () => Promise.reject(new ToolError('No such row.', { notFound: true }))],
    [
      'throws after parts',
      async function* () {
        yield { type: 'progress', progress: 1 };
        throw new ToolError('No such row.', { notFound: true });
      },
    ],
  ])('is not found when the target says so, as one that %s', async (_how, run) => {
    const { error, old } = await read({ target: TARGET }, 'note://1', run);
    const said = { message: 'Resource not found: note://1. No such row.', data: { uri: 'note://1' } };
    expect(error).toEqual({ code: -32602, ...said });
    expect(old.error).toEqual({ code: -32002, ...said });
  });

  test('is not found when the target gives nothing', async () => {
    const { error, old } = await read({ target: { type: 'static', content: [] } });
    expect([error.code, old.error.code]).toEqual([-32602, -32002]);
    expect(error).toMatchObject({ message: 'Resource not found: note://1', data: { uri: 'note://1' } });
  });

  test('fails with the words of a target that fails', async () => {
    const { error, old } = await read({ target: { type: 'static', isError: true, text: 'The shelf is locked.' } });
    expect(error).toEqual({ code: -32603, message: 'The shelf is locked.' });
    expect(old.error).toEqual(error);
  });

  test('is bounded', async () => {
    const target = { type: 'static', text: 'x'.repeat(2_000) };
    const { error } = await read({ target, limits: { resultBytes: 1_000 } });
    expect(error.code).toBe(-32603);
    expect(error.message).toMatch(/^The result of resource note:\/\/1 has 20\d\d bytes; its limit is 1000\./);
  });

  test('may ask the caller first, and then holds what the answer made of it', async () => {
    const run: PreparedTarget = async function* (_args, { inputResponses = {} }) {
      const { who } = inputResponses as { who?: { content: { name: string } } };
      if (who) yield { type: 'result', result: { content: [{ type: 'text', text: `For ${who.content.name}.` }] } };
      else yield { type: 'input_required', inputRequests: { who: { method: 'elicitation/create', params: QUESTION } } };
    };
    const handler = (await deploy(resource({ target: TARGET }))).instance({ runs: { note: run } });
    const asking = { capabilities: { elicitation: {} } };
    const first = (await ask(handler, 'resources/read', { uri: 'note://1' }, asking)).response.result;
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { who: { params: QUESTION } } });
    expect(first).not.toHaveProperty('ttlMs');
    const inputResponses = { who: { action: 'accept', content: { name: 'Ada' } } };
    const again = { uri: 'note://1', inputResponses, requestState: first.requestState };
    const { result } = (await ask(handler, 'resources/read', again, asking)).response;
    expect(result).toMatchObject({ contents: [{ text: 'For Ada.' }], ttlMs: 0, cacheScope: 'private' });
  });
});

const QUESTION = { mode: 'form', message: 'Who reads?', requestedSchema: { type: 'object', properties: {} } };

describe('a URI', () => {
  test('is a string of bounded length', async () => {
    const handler = (await deploy(resource())).instance();
    for (const uri of [7, null, `note://${'x'.repeat(2_048)}`]) {
      expect((await askOld(handler, 'resources/read', { uri })).response.error.code).toBe(-32602);
    }
  });
});
