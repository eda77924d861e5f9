import type { RequestListener } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';
import { answering, startUpstream } from './upstream.ts';

const PAGE = '<!doctype html>\r\n<title>Back \u202Esoon\u202C</title>';

async function call(answer: RequestListener, target: JsonObject, output?: JsonObject): Promise<string> {
  const upstream = await startUpstream(answer);
  try {
    const run = prepareHttp(
      toolOf({ type: 'http', url: `${upstream.origin}/a`, ...target }, { output }),
      environment(),
    );
    return JSON.stringify((await resultOf(run, {}, callContext())).content);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ToolError' });
    return `error: ${(error as Error).message}`;
  } finally {
    await upstream.close();
  }
}

const items = '{% $response.body.items %}';

describe('a response that cannot be what the document says is an error that quotes its beginning', () => {
  test.each<[JsonObject, string, JsonObject?]>([
    [{ stream: 'sse' }, 'text/html; charset=utf-8'],
    [{ stream: 'sse' }, 'text/event-stream'],
    [{ stream: 'sse' }, ''],
    [{ stream: 'ndjson' }, 'text/html'],
    [{ stream: 'ndjson' }, 'application/x-ndjson'],
    [{ stream: 'ndjson' }, 'application/json'],
    [{ stream: 'ndjson' }, ''],
    [{ stream: 'text' }, 'image/png'],
    [{}, 'application/json'],
    [{ result: items }, 'text/html'],
    [{ result: items }, 'application/json'],
    [{ result: items }, ''],
    [{ result: { count: '{% $count($response.body.items) %}' } }, 'text/html'],
    [{ result: '{% $response.body.`items` ~> $count %}' }, 'text/plain'],
    [{ result: { name: '{% $response.body[0].name %}' } }, 'text/html'],
    [{ result: { open: '{% [$response.body[state = "open"]] %}' } }, 'text/html'],
    [{ result: '{% [$response."body".items] %}' }, 'text/html'],
    [{ result: '{% [$map($response.body, function($x) { $x.id })] %}' }, 'text/html'],
    [{ result: '{% $response.body ~> $filter(function($x) { $x.id }) %}' }, 'text/html'],
    [{}, 'text/html', { type: 'object' }],
    [{ result: '{% $response.body %}' }, 'text/html', { type: 'object' }],
    [{ pagination: { type: 'link' } }, 'text/html'],
    [{ pagination: { type: 'link', items } }, 'text/html'],
    [{ pagination: { type: 'link', items: '{% $response.body %}' } }, 'text/html'],
    [{ pagination: { type: 'link', items: '{% $response.body[active] %}' } }, 'text/html'],
    [{ stream: 'pages', pagination: { type: 'page', items } }, 'text/html'],
  ])('%j over a page of type "%s"', async (...[target, type, output]) => {
    const answer: RequestListener = (_, response) =>
      response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(PAGE);

    const text = await call(answer, target, output);

    expect(text).toMatch(/^error: GET 127.*<!doctype html>/);
    expect(text).not.toMatch(/[\r\n\u202E]/);
  });

  test.each([
    ['', '<html>Back soon</html>'],
    ['text/plain', 'Service unavailable'],
    ['application/x-ndjson', '1\nnull pointer'],
  ])('JSON lines of type "%s" that end with %j', async (type, body) => {
    const text = await call(answering(200, type, body), { stream: 'ndjson' });

    expect(text).toMatch(/^error: .* sent ".*", a line that is not JSON\./);
    expect(text).not.toContain('Try again');
  });

  test('a page whose style sheet looks like a comment of an event stream', async () => {
    const body = '<!doctype html>\n<style>\n:root { color: red }\n</style>\n';

    expect(await call(answering(200, 'text/event-stream', body), { stream: 'sse' })).toMatch(
      /^error: .* sent "<!doctype html>", which is not an event stream/,
    );
  });

  test.each<[JsonObject, string, string]>([
    [{ stream: 'sse' }, 'application/json', '{"error":"no stream"}'],
    [{ stream: 'sse' }, 'text/plain', 'data: 1\n\n'],
    [{ stream: 'ndjson' }, 'text/event-stream', 'data: 1\n\n'],
    [{ stream: 'ndjson' }, 'text/csv', '1\n2\n'],
    [{ result: items }, 'application/json', '"closed"'],
  ])('%j over %s', async (target, type, body) => {
    expect(await call(answering(200, type, body), target)).toMatch(/^error: .*, which the tool needs\. It begins: /);
  });

  test.each<[JsonObject, string, string, string, JsonObject?]>([
    [{ stream: 'sse' }, 'text/event-stream;charset=utf-8', 'data: 1\n\n', '[1]'],
    [{ stream: 'sse' }, 'text/event-stream', ': nothing yet\n\n', '[]'],
    [{ stream: 'sse' }, 'text/event-stream', 'unknown: x\ndata: 1\n\n', '[1]'],
    [{ stream: 'ndjson' }, 'application/vnd.api.jsonl', '1\n', '[1]'],
    [{ stream: 'ndjson' }, 'text/plain', '1\n', '[1]'],
    [{ stream: 'ndjson' }, 'application/octet-stream', '1\n', '[1]'],
    [{ stream: 'text' }, 'text/html', PAGE, PAGE],
    [{}, 'text/html', PAGE, PAGE],
    [{}, 'text/plain', 'a', 'a', { type: 'string' }],
    [{ result: '{% $uppercase($response.body) %}' }, 'text/plain', 'a', 'A'],
    [{ result: '{% $response.body.$uppercase($) %}' }, 'text/plain', 'a', 'A'],
    [{ result: '{% $response.status %}' }, 'text/html', PAGE, '200'],
    [{ pagination: { type: 'link', items: '{% $split($response.body, ",") %}' } }, 'text/csv', 'a,b', '["a","b"]'],
    [
      { pagination: { type: 'link', items: '{% $split($response.body, ",") %}' }, result: '{% $response.body[0] %}' },
      'text/csv',
      'a,b',
      'a',
    ],
  ])('but %j takes %s', async (...[target, type, body, text, output]) => {
    expect(await call(answering(200, type, body), target, output)).toBe(JSON.stringify([{ type: 'text', text }]));
  });
});
