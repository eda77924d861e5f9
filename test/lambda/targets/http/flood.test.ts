import type { RequestListener } from 'node:http';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../support.ts';
import { startUpstream } from './upstream.ts';

/** Sends a text until the client closes the connection, at most 64 MB; returns how many bytes were written. */
function flood(text: string): { readonly answer: RequestListener; readonly written: () => number } {
  const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  let written = 0;
  const answer: RequestListener = (_, response) => {
    response.writeHead(200);
    const pour = () => {
      if (response.destroyed || written > 64_000_000) return void response.end();
      written += chunk.length;
      response.write(chunk, pour);
    };
    pour();
  };
  return { answer, written: () => written };
}

describe('bytes that form no row count towards the limit of the response', () => {
  test.each<[string, string, string, string?]>([
    ['blank lines', 'ndjson', '\n'],
    ['lines of white space', 'ndjson', `${' '.repeat(200)}\r\n`],
    ['rows in white space', 'ndjson', `${' '.repeat(10_000)}1\n`],
    ['comments', 'sse', `:${'c'.repeat(500)}\n`],
    ['events without data', 'sse', 'event: tick\nid: 1\n\n'],
    ['empty data', 'sse', 'data\n\n'],
    ['one event of empty data', 'sse', 'data\n'],
    ['blank events', 'sse', '\n'],
    ['fields that do not exist', 'sse', 'neither: here nor there\n'],
    ['events whose name is longer than their data', 'sse', `event: ${'n'.repeat(5_000)}\ndata: 1\n\n`],
    ['rows that are omitted', 'ndjson', '{"a":1}\n', '{% $row.b %}'],
    ['events that are omitted', 'sse', 'data: {"a":1}\n\n', '{% $row.b %}'],
  ])('%s', async (...[, stream, text, row]) => {
    const { answer, written } = flood(text);
    const upstream = await startUpstream(answer);
    const tool = toolOf({ type: 'http', url: upstream.origin, stream, retries: 0, ...(row && { row }) });
    const context = callContext({ timeoutMs: 60_000, resultBytes: 100_000 });

    const ended = resultOf(prepareHttp(tool, environment()), {}, context).then(
      ({ content }) => JSON.stringify(content.at(-1)),
      (error: Error) => error.message,
    );

    expect(await ended).toMatch(/more than 100000 bytes/);
    expect(written()).toBeLessThan(32_000_000);
    await upstream.close();
  });

  test('a filter may read several times as much as it keeps', async () => {
    const upstream = await startUpstream((_, response) => response.end('{"a":1}\n'.repeat(10_000)));
    const tool = toolOf({ type: 'http', url: upstream.origin, stream: 'ndjson', row: '{% $row.b %}' });

    const result = await resultOf(prepareHttp(tool, environment()), {}, callContext({ resultBytes: 10_000 }));

    expect(result).toEqual({ content: [{ type: 'text', text: '[]' }] });
    await upstream.close();
  });

  test('short names, ids and heartbeats between events do not', async () => {
    const event = ': ping\nevent: row\nid: 123456\ndata: "0123456789"\n\n';
    const upstream = await startUpstream((_, response) => response.end(event.repeat(600)));
    const tool = toolOf({ type: 'http', url: upstream.origin, stream: 'sse' });
    let rows = 0;

    for await (const part of partsOf(prepareHttp(tool, environment())({}, callContext({ resultBytes: 10_000 })))) {
      if (part.type === 'partial') rows += part.rows ?? 0;
    }

    expect(rows).toBe(600);
    await upstream.close();
  });
});
