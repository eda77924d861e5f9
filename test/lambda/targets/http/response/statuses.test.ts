import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import { callContext, environment, resultOf, toolOf } from '../../support.ts';
import { startUpstream } from '../upstream.ts';
import { jsonAnswer, outcomeOf } from './support.ts';

const status = { result: '{% $response.status %}' };

describe('`ok` names the statuses that are answers', () => {
  test.each<[number, (string | number)[], boolean]>([
    [200, ['2xx', 404], true],
    [404, ['2xx', 404], true],
    [410, ['2xx', 404], false],
    [422, ['4xx'], true],
    [503, ['2xx', 503], true],
    [429, ['2xx', '4xx'], true],
    [401, [401], true],
    [202, [200], false],
    [304, ['2xx', 304], true],
  ])('%i with %j: %p', async (given, ok, isAnswer) => {
    const { text, isError, seen } = await outcomeOf(
      (_, response) => void response.writeHead(given, { 'retry-after': '0' }).end(),
      { ...status, ok },
    );

    expect(isError).toBe(!isAnswer);
    if (isAnswer) expect({ text, requests: seen.length }).toEqual({ text: String(given), requests: 1 });
  });

  test('and a 2xx that is not among them is a failure that names the key', async () => {
    const { text } = await outcomeOf(jsonAnswer({ message: 'later' }, 202), { ok: [200] });

    expect(text).toMatch(/returned 202 Accepted, which is not one of the tool's `ok` statuses: later$/);
  });

  test('whose bodies are read to their end, and mapped', async () => {
    const answer = jsonAnswer({ found: false, pad: 'x'.repeat(30_000) }, 404);

    const { text } = await outcomeOf(
      answer,
      { ok: [404], result: '{% $length($response.body.pad) %}' },
      {},
      { resultBytes: 50_000 },
    );

    expect(text).toBe('30000');
  });

  test('of a HEAD request that asks whether something exists', async () => {
    const answer = (_: unknown, response: import('node:http').ServerResponse) => void response.writeHead(404).end();

    const { text } = await outcomeOf(answer, {
      method: 'HEAD',
      ok: ['2xx', 404],
      result: "{% { 'exists': $response.status = 200 } %}",
    });

    expect(text).toBe('{"exists":false}');
  });

  test('of streams, too', async () => {
    const answer = (_: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(409, { 'content-type': 'application/x-ndjson' }).end('1\n2\n');

    expect(await outcomeOf(answer, { stream: 'ndjson', ok: ['2xx', 409] })).toMatchObject({
      isError: false,
      text: '[1,2]',
    });
  });
});

describe('a redirect that `ok` lists', () => {
  const link = 'https://bucket.example.com/file?X-Amz-Signature=abc';
  const answer = (_: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(302, { location: link }).end();

  test('is not followed: its link is the answer', async () => {
    const target = { ok: [302], redirects: ['bucket.example.com'] };

    expect(await outcomeOf(answer, { ...target, result: '{% $response.headers.location %}' })).toMatchObject({
      isError: false,
      text: link,
    });
    expect((await outcomeOf(answer, target)).text).toMatch(
      /\/things returned 302 Found and a link to https:\/\/bucket\.example\.com\/file\?X-Amz-Signature=abc, without a body\.$/,
    );
  });
});

describe('a wildcard of `redirects`', () => {
  /** Follows a redirect from api.test to another name; both lead to loopback. */
  async function followed(host: string, redirects: readonly string[]): Promise<boolean> {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/end') return void response.end('there');
      response.writeHead(302, { location: `http://${host}:${port}/end` }).end();
    });
    const port = new URL(upstream.origin).port;
    const target = {
      type: 'http',
      url: `http://api.test:${port}/`,
      redirects: redirects.map((each) => `${each}:${port}`),
    };
    const stage = environment({ resolveHost: async () => [{ address: '127.0.0.1', family: 4 }] });
    try {
      const result = await resultOf(prepareHttp(toolOf(target), stage), {}, callContext());
      return result.isError !== true;
    } finally {
      await upstream.close();
    }
  }

  test.each<[string, string, boolean]>([
    ['a.files.example', '*.files.example', true],
    ['a.b.files.example', '*.files.example', true],
    ['A.FILES.example', '*.files.EXAMPLE', true],
    ['files.example', '*.files.example', false],
    ['evilfiles.example', '*.files.example', false],
    ['a.files.example.evil.test', '*.files.example', false],
    ['user:pass@a.files.example', '*.files.example', false],
  ])('to %s with %s: %p', async (host, wildcard, isFollowed) => {
    expect(await followed(host, [wildcard])).toBe(isFollowed);
  });
});
