import type { CatalogReader } from '../../../../lambda/catalog/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { complete } from '../../../../lambda/protocol/completion/complete.ts';
import type { RpcContext } from '../../../../lambda/protocol/context.ts';
import {
  type PreparedPrompt,
  type PreparedResource,
  type PreparedTool,
  preparePrompt,
} from '../../../../lambda/protocol/index.ts';
import { openLimits } from '../../../../lambda/state/index.ts';
import type { CallContext, PreparedTarget } from '../../../../lambda/targets/types.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';
import { createTestState } from '../../../support/state.ts';
import { environment } from '../../targets/support.ts';
import { ask } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { prompt, resource } from '../requirements/support/documents.ts';
import { accessOf, asStored } from '../support/access.ts';

const NOW = 1_700_000_000_000;
const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
const text = (words: string) => ({ content: [{ type: 'text', text: words } as const] });

/** Completes `city` of a prompt that also has `country`; what its target does is the test's. */
function completeBy(run: PreparedTarget, more: JsonObject = {}, limits = {}) {
  const document = prompt({ arguments: [{ name: 'city' }, { name: 'country' }], limits });
  const prepared = { ...preparePrompt(document, environment()), completers: new Map([['city', run]] as const) };
  const completers = new Map([...prepared.completers, ['country', undefined] as const]);
  const params = { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'city', value: 'par' }, ...more };
  return complete(params, contextWith({ ...prepared, completers })).then((result) => JSON.parse(result).completion);
}

function contextWith(prepared: PreparedPrompt): RpcContext {
  const access = accessOf({ principal: { kind: 'user', id: 'somebody', scopes: new Set() } });
  const catalog: Partial<CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>> = {
    prompt: (_view, name) => (name === 'review' ? prepared : undefined),
    details: () => ({ hosts: ['api.example.com'] }),
  };
  return {
    request: { method: 'POST', path: '/mcp', headers: {}, body: '', remainingMs: 30_000, streams: true },
    view: access.view,
    principal: access.principal,
    access,
    accessNow: async () => access,
    recheck: asStored,
    catalog: catalog as RpcContext['catalog'],
    state: createTestState(),
    limits: { state: openLimits(createTestState(), () => NOW), anonymous: undefined },
    trace: TRACE,
    log: { info: () => undefined, error: () => undefined },
    ttlMs: 5_000,
    now: () => NOW,
    silenceMs: 10_000,
    work: new WorkBudget(),
    toRpcError: () => {
      throw new Error('not used here');
    },
  };
}

describe('the target of a completion', () => {
  test('is called with what was typed and the other arguments, and has 5 seconds', async () => {
    const seen: [JsonObject, CallContext][] = [];
    const run: PreparedTarget = (args, context) => {
      seen.push([args, context]);
      return text('["Paris","Parma"]');
    };
    const known = { country: 'FR', unknown: 'x' };
    expect(await completeBy(run, { context: { arguments: known } })).toEqual({
      values: ['Paris', 'Parma'],
      total: 2,
      hasMore: false,
    });
    const [args, context] = seen[0] ?? [];
    expect(args).toEqual({ value: 'par', arguments: { country: 'FR' } });
    expect(context).toMatchObject({ deadline: NOW + 5_000, partials: false, server: 'test', trace: TRACE });
    expect(await context?.secretHosts()).toEqual(['api.example.com']);
  });

  test('has less time where the document says so', async () => {
    let deadline = 0;
    const run: PreparedTarget = (_args, context) => {
      ({ deadline } = context);
      return text('[]');
    };
    await completeBy(run, {}, { timeoutMs: 300 });
    expect(deadline).toBe(NOW + 300);
  });

  test('may answer in parts', async () => {
    const values = await completeBy(async function* () {
      yield [{ type: 'progress', progress: 1 }];
      yield [
        { type: 'progress', progress: 2 },
        { type: 'result', result: text('["Paris"]') },
      ];
    });
    expect(values.values).toEqual(['Paris']);
  });

  test('that hangs is ended', async () => {
    const hangs: PreparedTarget = async function* () {
      yield { type: 'progress', progress: 1 };
      await new Promise(() => {});
    };
    await expect(completeBy(hangs, {}, { timeoutMs: 1 })).rejects.toMatchObject({ code: -32603 });
  });

  test('that finds nothing offers nothing', async () => {
    const run: PreparedTarget = async () => {
      throw new ToolError('Nothing here.', { notFound: true });
    };
    expect(await completeBy(run)).toEqual({ values: [], total: 0, hasMore: false });
  });

  test.each<[string, PreparedTarget, string]>([
    ['fails', () => ({ ...text('The atlas is away.'), isError: true }), 'The atlas is away.'],
    ['throws', async () => Promise.reject(new ToolError('The atlas is gone.')), 'The atlas is gone.'],
    [
      'gives something else',
      () => text('{"cities":[]}'),
      'The completion of prompt review returned a value that is not a list',
    ],
    ['gives too much', () => text(JSON.stringify(['x'.repeat(300_000)])), 'its limit is 262144'],
    [
      'asks a question',
      async function* () {
        yield { type: 'input_required', inputRequests: {} };
      },
      'a completion cannot ask the user for input',
    ],
  ])('that %s is told of in an error', async (_how, run, words) => {
    await expect(completeBy(run)).rejects.toMatchObject({ code: -32603, message: expect.stringContaining(words) });
  });

  test('keeps to the limits of a document that holds its contents, which has none for them', async () => {
    const json = Array.from({ length: 60 }, () => 'x'.repeat(5_000));
    const completions = { id: { target: { type: 'static', json } } };
    const written = await deploy(resource({ uriTemplate: 'note://{id}', text: 'A note.', completions }));
    const { response } = await ask(written.instance(), 'completion/complete', {
      ref: { type: 'ref/resource', uri: 'note://{id}' },
      argument: { name: 'id', value: '' },
    });
    expect(response.error).toMatchObject({ code: -32603, message: expect.stringContaining('its limit is 262144') });
  });

  test('with a bug is not told of', async () => {
    const run: PreparedTarget = () => {
      throw new TypeError('x is undefined');
    };
    await expect(completeBy(run)).rejects.toThrow(TypeError);
  });
});
