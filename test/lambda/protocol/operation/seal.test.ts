import type { Json, JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { createTestState } from '../../../support/state.ts';
import { startUpstream, type Upstream } from '../../targets/http/upstream.ts';
import { environment, toolOf } from '../../targets/support.ts';
import { createTestServer, modern, modernHeaders, tool } from '../support/server.ts';

describe('a page that a later call continues with', () => {
  let upstream: Upstream;
  const state = createTestState({ now: Date.now });
  beforeAll(async () => {
    upstream = await startUpstream((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('p') ?? 1);
      const link = page < 3 ? { link: `</elsewhere?p=${page + 1}>; rel="next"` } : {};
      response.writeHead(200, { 'content-type': 'application/json', ...link }).end(JSON.stringify([page]));
    });
  });
  beforeEach(() => void upstream.seen.splice(0));
  afterAll(() => upstream.close());

  /** Calls a tool that reads one page; returns what it found, and where it continues. */
  async function call(cursor: Json | undefined, { caller = 'ann', name = 'pages' } = {}) {
    const target = {
      ...{ type: 'http', url: `${upstream.origin}/list` },
      pagination: { type: 'link', maxPages: 1, resume: '{% $args.cursor %}' },
      result: '{% { "rows": [$response.body], "next": $response.next } %}',
    };
    const run = prepareHttp(toolOf(target), environment());
    const server = createTestServer([tool({ name, input: { type: 'object' } })], { run, state, caller, now: Date.now });
    const params = { name, arguments: { cursor: cursor ?? null } };
    const { body } = await server.post(modern('tools/call', params), modernHeaders('tools/call', { 'mcp-name': name }));
    const { isError = false, content } = body.result;
    const value: JsonObject = isError ? {} : JSON.parse(content[0].text);
    return { isError, text: String(content[0].text), rows: value.rows, next: value.next };
  }

  test('is a signed text where it has a URL, and leads on to the end', async () => {
    const first = await call(undefined);
    const second = await call(first.next);
    const third = await call(second.next);

    expect([first.rows, second.rows, third.rows]).toEqual([[1], [2], [3]]);
    expect(first.next).toMatch(/^v1\./);
    expect(third.next).toBeUndefined();
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/list', '/elsewhere?p=2', '/elsewhere?p=3']);
  });

  test('is refused from another caller, for another tool, and after a change, before anything is sent', async () => {
    const { next } = await call(undefined);
    const token = String(next);
    upstream.seen.splice(0);

    const forged: readonly Json[] = [
      `${token.slice(0, -2)}xx`,
      { url: '/secrets' },
      { url: 'http://other.example/' },
      JSON.stringify({ url: '/secrets' }),
      { query: { p: '3' } },
      { headers: { authorization: 'x' } },
      { skip: -1 },
      'x',
      7,
      [],
    ];
    const answers = [await call(token, { caller: 'bob' }), await call(token, { name: 'others' })];
    for (const cursor of forged) answers.push(await call(cursor));

    for (const { isError, text } of answers) {
      expect(isError).toBe(true);
      expect(text).toContain('is not a value that an earlier result of this tool gave');
    }
    expect(upstream.seen).toEqual([]);
  });
});
