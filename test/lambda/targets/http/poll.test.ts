import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { allParts, callContext, environment, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const open: Upstream[] = [];
const start: typeof startUpstream = async (answer) => {
  const upstream = await startUpstream(answer);
  open.push(upstream);
  return upstream;
};
afterEach(() => Promise.all(open.splice(0).map((upstream) => upstream.close())));

type Answer = (response: ServerResponse, checks: number, request: IncomingMessage) => void;
const json = (response: ServerResponse, body: JsonObject, status = 200, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** An upstream that accepts a POST, and answers checks of the state as the test says, from 1. */
const accepting = (check: Answer, accepted: Record<string, string> = { location: '/jobs/1' }) => {
  let checks = 0;
  return start((request, response) => {
    if (request.method === 'POST') return void response.writeHead(202, accepted).end();
    checks += 1;
    check(response, checks, request);
  });
};

/** Calls a tool that posts and polls. */
async function call(url: string, poll: JsonObject, more: JsonObject = {}, context: CallContext = callContext()) {
  const target = { type: 'http', method: 'POST', url, body: { a: 1 }, poll: { intervalMs: 100, ...poll }, ...more };
  const parts = await allParts(prepareHttp(toolOf(target), environment())({}, context));
  const last = parts.at(-1);
  if (last?.type !== 'result') throw new Error('there is no result');
  const texts = last.result.content.map((block) => (block.type === 'text' ? block.text : '?'));
  return { parts, texts, isError: last.result.isError };
}

const done = { until: "{% $response.body.status = 'done' %}" };

describe('poll', () => {
  test('asks at the Location until the status is no longer 202, and reports each time', async () => {
    const upstream = await accepting((response, checks) =>
      checks < 3 ? void response.writeHead(202).end() : json(response, { n: 7 }),
    );

    const { parts, texts } = await call(upstream.origin, {}, { headers: { 'x-own': 'yes' } });

    expect(texts).toEqual(['{"n":7}']);
    expect(parts.slice(0, -1)).toEqual([
      { type: 'progress', progress: 1, message: expect.stringMatching(/\/jobs\/1 returned 202, check 1$/) },
      { type: 'progress', progress: 2, message: expect.stringMatching(/check 2$/) },
    ]);
    expect(upstream.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST / {"a":1}',
      ...Array(3).fill('GET /jobs/1 '),
    ]);
    expect(upstream.seen[1]?.headers).toMatchObject({ 'x-own': 'yes' });
    expect(upstream.seen[1]?.headers['content-type']).toBeUndefined();
  });

  test.each(['until', 'failed'])('ends where `%s` is neither true nor false', async (key) => {
    const upstream = await accepting((response) => json(response, { done: 'yes' }));

    const poll = { [key]: '{% $response.body.done %}' };

    await expect(call(upstream.origin, poll)).rejects.toThrow(
      `The tool's \`poll.${key}\` must be true or false, and its expression gave the string "yes": compare`,
    );
  });

  test('goes on where `until` finds nothing, or null', async () => {
    const states = [{}, { done: null }, { done: false }, { done: true }];
    const upstream = await accepting((response, checks) => json(response, states[checks - 1] ?? {}));

    const { texts } = await call(upstream.origin, { until: '{% $response.body.done %}' });

    expect(texts).toEqual(['{"done":true}']);
  });

  test('asks where `url` says until `until` is true, and `result` maps the last answer', async () => {
    const upstream = await start((request, response) => {
      if (request.url === '/') return json(response, { href: '/state?id=1' });
      json(response, { status: upstream.seen.length < 3 ? 'running' : 'done', rows: [1, 2] });
    });
    const { texts } = await call(
      upstream.origin,
      { ...done, url: '{% $response.body.href %}' },
      { result: '{% $sum($response.body.rows) %}' },
    );
    expect(texts).toEqual(['3']);
    expect(upstream.seen.map(({ url }) => url)).toEqual(['/', '/state?id=1', '/state?id=1']);
  });

  test('that is done at once asks nothing', async () => {
    const upstream = await start((_, response) => json(response, { status: 'done' }));
    expect((await call(upstream.origin, done)).texts).toEqual(['{"status":"done"}']);
    expect(upstream.seen).toHaveLength(1);
  });

  test('that failed is an error with its data', async () => {
    const upstream = await accepting((response) => json(response, { status: 'failed', reason: 'no disk' }));
    const failed = "{% $response.body.status = 'failed' %}";
    const { texts, isError } = await call(
      upstream.origin,
      { ...done, failed },
      { result: '{% $response.body.reason %}' },
    );
    expect(isError).toBe(true);
    expect(texts).toEqual(['no disk']);
  });

  test('waits as long as Retry-After says, within bounds', async () => {
    const soon = { location: '/jobs/1', 'retry-after': '0' };
    const upstream = await accepting(
      (response, checks) => (checks === 1 ? void response.writeHead(202, soon).end() : json(response, {})),
      soon,
    );
    const accepted = await call(upstream.origin, { intervalMs: 60_000 });
    expect(accepted.texts).toEqual(['{}']);

    const slow = await accepting((response) => json(response, {}), { location: '/jobs/1', 'retry-after': '3600' });
    await expect(call(slow.origin, {})).rejects.toThrow('was not done in time');
    expect(slow.seen).toHaveLength(1);
  });

  test('that never ends stops at its deadline, and the error warns of a repetition', async () => {
    const upstream = await accepting((response) => json(response, { status: 'running' }));
    await expect(call(upstream.origin, { ...done, deadlineMs: 350 })).rejects.toThrow(
      /was not done in time: http:.*\/jobs\/1 was still pending after \d checks?\. POST .* was accepted and may still be/,
    );
    const timed = call(upstream.origin, done, {}, callContext({ timeoutMs: 400 }));
    await expect(timed).rejects.toThrow(/was not done in time|took too long/);
  });

  test('goes to its own origin or to `redirects`, which receive no credentials', async () => {
    const other = await start((_, response) => json(response, { at: 'other' }));
    const upstream = await accepting(() => {}, { location: `${other.origin}/state?k=hunter2` });
    const headers = { 'x-key': 'secret' };

    const refused = call(upstream.origin, {}, { headers });
    await expect(refused).rejects.toThrow(
      /is at http:.*\/state, which is neither its own origin nor one of the tool's/,
    );
    expect(other.seen).toEqual([]);

    const allowed = await call(upstream.origin, {}, { headers, redirects: [other.host] });
    expect(allowed.texts).toEqual(['{"at":"other"}']);
    expect(other.seen[0]?.headers['x-key']).toBeUndefined();
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['without a URL', {}, /returned 202 without the URL of its state\. POST .* was accepted/],
    ['with an invalid URL', { location: 'http://[' }, /returned an invalid URL of its state\. POST/],
  ])('%s of the state ends with an error', async (_, accepted, message) => {
    const upstream = await accepting(() => {}, accepted);
    await expect(call(upstream.origin, {})).rejects.toThrow(message);
  });

  test('whose state fails says that the request was accepted', async () => {
    const gone = await accepting((response) => json(response, { message: 'gone' }, 404));
    await expect(call(gone.origin, {})).rejects.toThrow(/returned 404 Not Found: gone.* was accepted/);
    const broken = await accepting((response) => json(response, { message: 'bad' }, 400));
    const { texts, isError } = await call(broken.origin, {});
    expect(isError).toBe(true);
    expect(texts).toEqual([expect.stringContaining('returned 400'), expect.stringContaining('was accepted')]);
    const page = await accepting((response) => void response.end('<html>'));
    await expect(call(page.origin, done)).rejects.toThrow(/html.* was accepted/);
  });

  test('a first response that fails is like that of any tool', async () => {
    const upstream = await start((_, response) => json(response, { message: 'no' }, 400));
    const { texts, isError } = await call(upstream.origin, {});
    expect([isError, ...texts]).toEqual([true, expect.stringMatching(/400 Bad Request: no$/)]);
  });
});
