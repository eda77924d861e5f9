import type { RequestListener } from 'node:http';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import { callContext, environment, partsOf, toolOf } from '../../support.ts';
import { startUpstream } from '../upstream.ts';
import { outcomeOf } from './support.ts';

const BODY = '{"items":[1,2,3]}';

const encoded =
  (coding: string, bytes: Buffer, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': coding }).end(bytes);

describe('a compressed body is decoded:', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(BODY)],
    ['GZIP', gzipSync(BODY)],
    ['x-gzip', gzipSync(BODY)],
    ['br', brotliCompressSync(BODY)],
    ['zstd', zstdCompressSync(BODY)],
    ['deflate', deflateSync(BODY)],
    ['deflate', deflateRawSync(BODY)],
    ['gzip, br', brotliCompressSync(gzipSync(BODY))],
    ['deflate, identity, gzip', gzipSync(deflateSync(BODY))],
    ['identity', Buffer.from(BODY)],
    // labels of objects in stores, which name no coding
    ['aws-chunked', Buffer.from(BODY)],
    ['UTF-8', Buffer.from(BODY)],
    ['aws-chunked, gzip', gzipSync(BODY)],
  ])('%s', async (coding, bytes) => {
    const { text } = await outcomeOf(encoded(coding, bytes), {
      result: "{% { 'n': $sum($response.body.items), 'coding': $response.headers.`content-encoding` } %}",
    });

    expect(JSON.parse(text ?? '')).toMatchObject({ n: 6 });
  });

  test.each([
    ['ndjson', '1\n2\n'],
    ['sse', 'data: 1\n\ndata: 2\n\n'],
    ['text', '[1,2]'],
  ])('as a stream, %s', async (stream, body) => {
    const type = stream === 'sse' ? 'text/event-stream' : 'text/plain';
    const answer: RequestListener = (_, response) =>
      void response.writeHead(200, { 'content-type': type, 'content-encoding': 'br' }).end(brotliCompressSync(body));

    expect((await outcomeOf(answer, { stream })).text).toBe('[1,2]');
  });

  test.each([
    ['gzip', createGzip],
    ['br', createBrotliCompress],
  ])('row by row, as %s flushes them', async (coding, create) => {
    let sendRest = () => {};
    const upstream = await startUpstream((_, response) => {
      const compressor = create();
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': coding });
      compressor.pipe(response);
      compressor.write('1\n');
      compressor.flush();
      sendRest = () => compressor.end('2\n');
    });
    const run = prepareHttp(toolOf({ type: 'http', url: upstream.origin, stream: 'ndjson' }), environment());
    const seen: unknown[] = [];

    for await (const part of partsOf(run({}, callContext()))) {
      seen.push(part.type === 'partial' ? part.content[0] : part.type);
      if (seen.length === 1) sendRest();
    }

    expect(seen).toEqual([{ type: 'text', text: '1' }, { type: 'text', text: '2' }, 'result']);
    await upstream.close();
  });
});

describe('a compressed body', () => {
  test.each<[string, Buffer]>([
    ['gzip', gzipSync(Buffer.alloc(50_000_000, ' '))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(Buffer.alloc(50_000_000, ' '))],
    ['deflate', deflateSync(Buffer.alloc(50_000_000, ' '))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000, ' ')))],
  ])('that expands beyond the limit ends the call early: %s', async (coding, bytes) => {
    const before = process.memoryUsage.rss();

    const whole = await outcomeOf(encoded(coding, bytes));
    const rows = await outcomeOf(encoded(coding, bytes), { stream: 'ndjson' });
    const failed = await outcomeOf(encoded(coding, bytes, 500));

    expect(whole.text).toContain('returned more than 10000 bytes');
    expect(rows.text).toMatch(/more than 10000 bytes/);
    expect(failed.text).toMatch(/returned 500 Internal Server Error\./);
    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
  });

  test.each<[string, Buffer]>([
    ['gzip', gzipSync(BODY).subarray(0, 20)],
    ['br', brotliCompressSync(BODY).subarray(0, 8)],
    ['zstd', zstdCompressSync(BODY).subarray(0, 12)],
    ['deflate', deflateSync(BODY).subarray(0, 10)],
    ['gzip', Buffer.from('not gzip')],
  ])('that is cut off or damaged is an error: %s', async (coding, bytes) => {
    expect(await outcomeOf(encoded(coding, bytes))).toMatchObject({
      isError: true,
      text: expect.stringContaining('its compressed response is damaged or incomplete'),
    });
  });

  test('that is damaged does not hide a status', async () => {
    expect((await outcomeOf(encoded('gzip', Buffer.from('not gzip'), 500))).text).toMatch(
      /returned 500 Internal Server Error\.$/,
    );
  });

  test.each(['compress', 'gzip, gzip, gzip', 'constructor', 'x'.repeat(60)])(
    'in the coding %s is refused',
    async (coding) => {
      expect((await outcomeOf(encoded(coding, gzipSync(BODY)))).text).toMatch(
        /responded with .*content-encoding.* which the request did not accept/,
      );
    },
  );

  test.each(['none', 'ndjson'])('that breaks off before its first byte is an error: stream %s', async (stream) => {
    const breaks: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).flushHeaders();
      setTimeout(() => response.destroy(), 50);
    };

    expect(await outcomeOf(breaks, { stream, retries: 0 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('it closed the connection before its response was complete'),
    });
  });

  test('that is empty is empty', async () => {
    expect((await outcomeOf(encoded('gzip', Buffer.alloc(0)))).text).toContain('returned 200 without a body.');
  });
});

describe('compressed responses are accepted', () => {
  test.each([
    [{}, 'identity'],
    [{ stream: 'ndjson' }, 'identity'],
    [{ pagination: { type: 'link' } }, 'gzip, br, zstd'],
  ])('by %j: %s', async (target, accepted) => {
    const { seen } = await outcomeOf(
      (_, response) => void response.setHeader('content-type', 'application/json').end('[]'),
      target,
    );

    expect(seen[0]?.headers['accept-encoding']).toBe(accepted);
  });
});
