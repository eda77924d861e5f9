import { jsonLinesAsked, SSE } from '../../lambda/protocol/response/encodings.ts';
import { createNotifier } from '../../lambda/protocol/response/notifications.ts';
import { type OptIns, readOptIns } from '../../lambda/protocol/response/opt-ins.ts';
import { fencesOf, readPage } from './support/document.ts';

const page = readPage('streaming.md');

const RESPONSE = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: '["China","Türkiye"]' }] } };

function request(accept: string) {
  return { method: 'POST', path: '/mcp', headers: { accept }, body: '', remainingMs: 1000, streams: true };
}

/** What a caller with these optIns is sent for the call that the page shows. */
function messages(optIns: OptIns): readonly string[] {
  const said: string[] = [];
  const notifier = createNotifier(optIns, Date.now);
  notifier.notify({ type: 'progress', progress: 1, total: 2, message: 'Asia' }, said);
  notifier.notify({ type: 'partial', content: [{ type: 'text', text: '["China"]' }] }, said);
  return [...said, JSON.stringify(RESPONSE)];
}

describe('docs/streaming.md', () => {
  test('shows what a caller on SSE receives', () => {
    const meta = { progressToken: 't1', partialResultToken: 'p1' };
    const optIns = readOptIns(request('text/event-stream'), { _meta: meta }, { partialResults: {} });
    expect(fencesOf(page).find(({ kind }) => kind === 'text sse')?.content).toBe(
      SSE.encode(messages(optIns)).trimEnd(),
    );
  });

  test('shows what a caller who asked for JSON lines receives', () => {
    const asked = request('application/json-lines');
    const lines = jsonLinesAsked(asked.headers)?.encode(messages(readOptIns(asked, {}, {})));
    expect(fencesOf(page).find(({ kind }) => kind === 'text json-lines')?.content).toBe(lines?.trimEnd());
  });

  test('names every name of JSON lines, and what each answers', () => {
    const [row = ''] = /^\| `application\/json-lines`.*$/m.exec(page) ?? [];
    const names = [...row.matchAll(/`(application\/[\w-]+)`/g)].map(([, name = '']) => name);
    expect(names).toHaveLength(3);
    for (const name of names) expect(jsonLinesAsked({ accept: name })?.headers['content-type']).toBe(name);
  });

  test('tells optIns from their absence as the functions do', () => {
    const meta = { partialResultToken: 'p1' };
    expect(readOptIns(request('text/event-stream'), { _meta: meta }, {}).partials).toBeUndefined();
    expect(readOptIns(request('text/event-stream'), {}, { partialResults: {} }).partials).toBeUndefined();
    expect(readOptIns(request('application/jsonl'), { _meta: meta }, {}).partials).toEqual({ token: 'p1' });
    expect(SSE.keepAlive.trim()).toBe(/the comment `(.*?)`/.exec(page)?.[1]);
  });

  test('describes the filler that functions send', () => {
    const comment = /an empty comment \(`(.*?)` and an empty line\) on SSE, and an empty line as JSON lines/.exec(
      page,
    )?.[1];
    expect(SSE.filler).toBe(`${comment}\n\n`);
    expect(jsonLinesAsked({ accept: 'application/jsonl' })?.filler).toBe('\n');
  });
});
