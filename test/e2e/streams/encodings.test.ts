import { legacy, modernCall, withHeaders } from '../support/requests.ts';
import { begin, gate, line } from './support/rows.ts';
import { type Studio, startStudio } from './support/studio.ts';
import { asJsonLines, eagerCall, open, textOf, withMeta } from './support/wire.ts';

const progressOf = (progress: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 't', progress },
});

const partialOf = (seq: number, text: string, partialResultToken?: string) => ({
  jsonrpc: '2.0',
  method: 'notifications/tools/partial_result',
  params: { partialResultToken, seq, content: [{ type: 'text', text }] },
});

describe('rows leave as they come', () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio.stop());

  /** Sends its first row at once, and its second when the test says so. */
  function gated(first: string, second: string, contentType = 'application/x-ndjson') {
    const door = gate();
    const path = studio.upstream.behave(async (response) => {
      response.writeHead(200, { 'content-type': contentType });
      response.write(first);
      await door.opened;
      response.end(second);
    });
    return { path, door };
  }

  test('on SSE, to a caller who declared partial results and gave both tokens', async () => {
    const { path, door } = gated(line({ n: 1 }), line({ n: 2 }));
    const wire = await open(studio.url, eagerCall('lines', { path }));
    expect([wire.status, wire.contentType]).toEqual([200, 'text/event-stream']);
    expect(await wire.next()).toEqual(partialOf(0, '{"n":1}', 'p'));
    expect(await wire.next()).toEqual(progressOf(1));

    door.open();
    const rest = await wire.rest();
    expect(rest[0]).toEqual(partialOf(1, '{"n":2}', 'p'));
    expect(rest.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: '[{"n":1},{"n":2}]' }] } });
  });

  test.each(['application/json-lines', 'application/jsonl', 'application/x-ndjson'])(
    'as %s, for which asking is enough',
    async (accept) => {
      const { path, door } = gated(line({ n: 1 }), line({ n: 2 }));
      const wire = await open(studio.url, withHeaders(modernCall('lines', { path }), { accept }));
      expect([wire.status, wire.contentType]).toEqual([200, accept]);
      expect(await wire.next()).toEqual(partialOf(0, '{"n":1}'));

      door.open();
      const [second, response, ...others] = await wire.rest();
      expect(second).toEqual(partialOf(1, '{"n":2}'));
      expect(response).toMatchObject({ id: 1, result: { content: [{ text: '[{"n":1},{"n":2}]' }] } });
      expect(others).toEqual([]);
    },
  );

  test('from an upstream that sends events', async () => {
    const { path, door } = gated('data: {"n":1}\n\n', 'data: {"n":2}\n\n', 'text/event-stream');
    const wire = await open(studio.url, asJsonLines(modernCall('events', { path })));
    expect(await wire.next()).toEqual(partialOf(0, '{"n":1}'));
    door.open();
    expect((await wire.rest()).map(textOf)).toEqual(['{"n":2}', '[{"n":1},{"n":2}]']);
  });

  test('from an upstream that sends text', async () => {
    const { path, door } = gated('once upon ', 'a time');
    const wire = await open(studio.url, asJsonLines(modernCall('chunks', { path })));
    expect(await wire.next()).toEqual(partialOf(0, 'once upon '));
    door.open();
    expect((await wire.rest()).map(textOf)).toEqual(['a time', 'once upon a time']);
  });

  test('from an upstream that has pages', async () => {
    const door = gate();
    const path = studio.upstream.behave(async (response, request) => {
      const page = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('page'));
      if (page > 1) await door.opened;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(page > 2 ? [] : [{ page }]));
    });
    const wire = await open(studio.url, asJsonLines(modernCall('pages', { path })));
    expect(await wire.next()).toEqual(partialOf(0, '[{"page":1}]'));
    door.open();
    expect((await wire.rest()).map(textOf)).toEqual(['[{"page":2}]', '[{"page":1},{"page":2}]']);
  });

  test('from a function made with the toolkit', async () => {
    const door = gate();
    const path = studio.upstream.behave(async (response) => {
      await door.opened;
      response.end();
    });
    const url = `http://127.0.0.1:${studio.upstream.port}/${path}`;
    const wire = await open(studio.url, eagerCall('step_by_step', { url }));
    expect(await wire.next()).toMatchObject({ params: { progress: 1, total: 2 } });
    expect(await wire.next()).toEqual(partialOf(0, 'first', 'p'));
    door.open();
    const rest = await wire.rest();
    expect(rest.map(textOf)).toEqual(['', 'second', 'first, second']);
    expect(rest[0]).toMatchObject({ params: { progress: 2, total: 2 } });
  });

  test('progress alone goes to a standard client, who never sees a partial result', async () => {
    const { path, door } = gated(line({ n: 1 }), line({ n: 2 }));
    const wire = await open(studio.url, withMeta(modernCall('lines', { path }), { progressToken: 't' }));
    expect(await wire.next()).toEqual(progressOf(1));
    door.open();
    const rest = await wire.rest();
    expect(JSON.stringify(rest)).not.toMatch(/partial_result/);
    expect(rest.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: '[{"n":1},{"n":2}]' }] } });
  });

  test.each([
    ['a caller who wants neither', modernCall],
    [
      'a caller who gave a token for partial results and declared nothing',
      (name: string, args: object) => withMeta(modernCall(name, { ...args }), { partialResultToken: 'p' }),
    ],
    [
      'a caller of an older revision',
      (name: string, args: object) => legacy('tools/call', { name, arguments: { ...args } }),
    ],
  ])('%s gets one plain JSON answer', async (_, call) => {
    const path = studio.upstream.behave((response) => {
      begin(response, { n: 1 }, { n: 2 });
      response.end();
    });
    const wire = await open(studio.url, call('lines', { path }));
    expect(wire.contentType).toMatch(/^application\/json\b/);
    expect((await wire.rest()).map(textOf)).toEqual(['[{"n":1},{"n":2}]']);
  });

  test('a tool that has nothing to say before its result answers plain JSON to whoever would listen', async () => {
    const path = studio.upstream.behave((response) => response.end('done'));
    for (const call of [eagerCall('whole', { path }), asJsonLines(eagerCall('whole', { path }))]) {
      const wire = await open(studio.url, call);
      expect(wire.contentType).toMatch(/^application\/json\b/);
      expect((await wire.rest()).map(textOf)).toEqual(['done']);
    }
  });
});
