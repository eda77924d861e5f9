import type { RequestListener, ServerResponse } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { isParts, type Part } from '../../../../lambda/targets/parts.ts';
import { allParts, callContext, environment, partsOf, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const stage = environment();

interface Heard {
  readonly parts: readonly Part[];
  readonly texts: readonly string[];
  readonly result: Part | undefined;
  readonly error: string | undefined;
  /** Epoch milliseconds at which the call ended. */
  readonly endedAt: number;
}

/** The connections that are open once the last one had a second to close: the other side learns of it later. */
async function connectionsLeft({ connections }: Upstream): Promise<number> {
  for (let waits = 0; waits < 100 && (await connections()) > 0; waits += 1) {
    await new Promise((later) => setTimeout(later, 10));
  }
  return connections();
}

/** Calls a tool and notes its parts, and how it ended. */
async function hear(
  answer: RequestListener,
  target: JsonObject,
  context = callContext(),
  output?: JsonObject,
): Promise<Heard> {
  const upstream = await startUpstream(answer);
  const parts: Part[] = [];
  let error: string | undefined;
  try {
    const run = prepareHttp(
      toolOf({ type: 'http', url: `${upstream.origin}/a?q=hunter2`, ...target }, { output }),
      stage,
    );
    for await (const part of partsOf(run({ n: 2 }, context))) parts.push(part);
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'ToolError' });
    error = (thrown as Error).message;
    expect(error).not.toContain('hunter2');
  }
  const endedAt = Date.now();
  // an answer that came to its end leaves its connection to the next call
  const mustClose = error !== undefined && !/ended its response within|UTF-8|too deeply/.test(error);
  if (mustClose) expect(await connectionsLeft(upstream)).toBe(0);
  await upstream.close();
  const partials = parts.filter((part) => part.type === 'partial');
  const texts = partials.flatMap(({ content }) => content.map((block) => (block.type === 'text' ? block.text : '?')));
  return { parts, texts, result: parts.find(({ type }) => type === 'result'), error, endedAt };
}

/** What the result says to programs of a list or a text that is cut. */
const incomplete = (members: JsonObject) => ({ _meta: { 'spillway/incomplete': { more: true, ...members } } });

/** Writes chunks one by one, each in a packet of its own, then does what the test says. */
function writing(
  chunks: readonly (string | Buffer)[],
  end: (response: ServerResponse) => void = (r) => void r.end(),
): RequestListener {
  return async (_, response) => {
    response.writeHead(200);
    for (const chunk of chunks) {
      response.write(chunk);
      await new Promise((later) => setTimeout(later, 5));
    }
    end(response);
  };
}

const textResult = (text: string) => ({ type: 'result', result: { content: [{ type: 'text', text }] } });

describe('http stream of NDJSON', () => {
  test('gives every row as it comes, then all of them', async () => {
    const { texts, result } = await hear(writing(['{"a":1}\n{"a":', '2}\r\n\n', ' {"a":3} ']), { stream: 'ndjson' });
    expect(texts).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    expect(result).toEqual(textResult('[{"a":1},{"a":2},{"a":3}]'));
  });

  test('the first row leaves before the second is sent; rows of one chunk leave together', async () => {
    let go = () => {};
    const upstream = await startUpstream((_, response) => {
      response.write('1\n2\n');
      go = () => response.end('3\n');
    });
    const outcome = prepareHttp(toolOf({ type: 'http', url: upstream.origin, stream: 'ndjson' }), stage)(
      {},
      callContext(),
    );
    if (!isParts(outcome)) throw new Error('does not stream');
    const iterator = outcome[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject([{ content: [{ text: '1' }] }, { content: [{ text: '2' }] }]);
    go();
    expect((await iterator.next()).value).toMatchObject([{ content: [{ text: '3' }], rows: 1 }]);
    expect((await iterator.next()).value).toMatchObject({ type: 'result' });
    expect((await iterator.next()).done).toBe(true);
    await upstream.close();
  });

  test('maps rows by path and by expression, and leaves out what is not found', async () => {
    const rows = writing(['{"a":{"b":1}}\n{"c":1}\n{"a":{"b":"x"}}\n']);
    expect((await hear(rows, { stream: 'ndjson', row: '{% $row.a.b %}' })).texts).toEqual(['1', 'x']);
    const { result } = await hear(rows, { stream: 'ndjson', row: { v: '{% $string($row.a.b) & $args.n %}' } });
    expect(result).toEqual(textResult('[{"v":"12"},{"v":"2"},{"v":"x2"}]'));
  });

  test('is structured where the tool has an output schema, and what `result` makes of all rows', async () => {
    const { parts } = await hear(writing(['{"a":1}\n']), { stream: 'ndjson' }, callContext(), { type: 'array' });
    expect(parts).toMatchObject([{ structuredContent: { a: 1 } }, { result: { structuredContent: [{ a: 1 }] } }]);
    const { result } = await hear(writing(['1\n2\n']), { stream: 'ndjson', result: '{% $sum($response.body) %}' });
    expect(result).toEqual(textResult('3'));
  });

  test('counts rows for callers that do not want them', async () => {
    const { parts } = await hear(writing(['1\n2\n', '3\n']), { stream: 'ndjson' }, callContext({ partials: false }));
    expect(parts).toEqual([
      { type: 'partial', content: [], rows: 2 },
      { type: 'partial', content: [], rows: 1 },
      textResult('[1,2,3]'),
    ]);
  });

  test('of nothing is an empty list', async () => {
    expect((await hear(writing([]), { stream: 'ndjson' })).result).toEqual(textResult('[]'));
  });

  test('that answers an error tells it', async () => {
    const { result, texts } = await hear((_, r) => r.writeHead(500).end('{"message":"gone"}'), { stream: 'ndjson' });
    expect(texts).toEqual([]);
    expect(result).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining('500 Internal Server Error: gone') }] },
    });
  });
});

describe('http stream of server-sent events', () => {
  test('gives the data of every event', async () => {
    const { texts, result } = await hear(
      writing([
        ': hello\nretry: 10\nevent: row\nid: 7\ndata: {"a":1}\n\ndata: two\r\ndata: lines\r\n\r',
        '\nid: 8\n\ndata: 3',
      ]),
      { stream: 'sse' },
    );
    expect(texts).toEqual(['{"a":1}', 'two\nlines', '3']);
    expect(result).toEqual(textResult('[{"a":1},"two\\nlines",3]'));
  });

  test('shows name and id of the event', async () => {
    const { texts } = await hear(writing(['event: row\nid: 7\ndata: 1\n\ndata: 2\n\n']), {
      stream: 'sse',
      row: { name: '{% $event.name %}', id: '{% $event.id %}', value: '{% $row %}' },
    });
    expect(texts).toEqual(['{"name":"row","id":"7","value":1}', '{"name":"message","id":"7","value":2}']);
  });

  test('that ends within an event', async () => {
    const { result } = await hear(writing(['data: 1\n\ndata: {"a":']), { stream: 'sse' });
    expect(result).toMatchObject({
      result: { content: [{ text: '[1]' }, { text: expect.stringContaining('within a row') }] },
    });
    expect((await hear(writing(['data: [DONE]\n']), { stream: 'sse' })).texts).toEqual(['[DONE]']);
  });
});

describe('http stream of text', () => {
  test('gives chunks as they come, and never half a character', async () => {
    const euro = Buffer.from('€');
    const { texts, result } = await hear(
      writing(['a', Buffer.concat([Buffer.from('b'), euro.subarray(0, 2)]), euro.subarray(2)]),
      {
        stream: 'text',
      },
    );
    expect(texts).toEqual(['a', 'b', '€']);
    expect(result).toEqual(textResult('ab€'));
  });

  test.each([
    ['is not UTF-8', writing(['a', Buffer.from([0xff])]), 'not UTF-8'],
    ['ends within a character', writing([Buffer.from([0xe2, 0x82])]), 'not UTF-8'],
    ['is too long', writing(['x'.repeat(2_000)]), 'more than 1000 bytes'],
  ])('that %s', async (_, answer, message) => {
    expect((await hear(answer, { stream: 'text' }, callContext({ resultBytes: 1_000 }))).error).toContain(message);
  });
});

describe('http stream that', () => {
  const endless: RequestListener = (_, response) => {
    const pour = () => void response.write('1\n'.repeat(1_000), pour);
    pour();
  };

  test.each<[string, RequestListener, readonly string[], RegExp]>([
    ['stops within its first line', writing(['{"a":']), [], /ended its response within a row\. Try again\.$/],
    ['resets before a row', writing(['{"a":'], (r) => r.destroy()), [], /closed the connection .* Try again\.$/],
    ['never begins', () => {}, [], /took too long: it did not respond/],
    [
      'sends garbage after good rows',
      writing(['1\n2\n<html>\n3\n']),
      ['1', '2'],
      /a line that is not JSON\. Before that, 2 rows arrived/,
    ],
    [
      'sends broken UTF-8',
      writing(['1\n', Buffer.from([0x22, 0xff, 0x22, 10])]),
      ['1'],
      /not UTF-8 text\. Before that, 1 row arrived/,
    ],
    ['begins with one endless line', writing(['x'.repeat(50_000)], () => {}), [], /a line of more than 10000 bytes\./],
    [
      'compresses in another way',
      (_, r) => r.writeHead(200, { 'content-encoding': 'compress' }).end('1'),
      [],
      /encoding compress/,
    ],
  ])('%s: what was sent stays, and the end says why', async (_, answer, texts, message) => {
    const context = callContext({ timeoutMs: 400, resultBytes: 10_000 });
    const heard = await hear(answer, { stream: 'ndjson' }, context);
    expect(heard.texts).toEqual(texts);
    expect(heard.error).toMatch(message);
    expect(heard.endedAt).toBeLessThanOrEqual(context.deadline + 50);
  });

  test.each<[string, readonly string[], JsonObject, readonly string[], string]>([
    ['rows', ['1\n2\n', '{"half":'], { stream: 'ndjson' }, ['1', '2'], '[1,2]'],
    ['text', ['all is'], { stream: 'text' }, ['all is'], 'all is'],
    [
      'rows that `result` takes',
      ['1\n2\n'],
      {
        stream: 'ndjson',
        result: '{% [$response.more, $contains($response.failure, /took too long/), $response.body] ~> $string %}',
      },
      ['1', '2'],
      '[true,true,1,2]',
    ],
  ])(
    'never ends is cut at the deadline, and the %s that arrived are the result',
    async (_, chunks, target, texts, text) => {
      for (const partials of [true, false]) {
        const context = callContext({ timeoutMs: 500, partials });
        const heard = await hear(
          writing(chunks, () => {}),
          target,
          context,
        );
        expect(heard.error).toBeUndefined();
        expect(heard.texts).toEqual(partials ? texts : []);
        const note = { type: 'text', text: expect.stringMatching(/^The result is incomplete: GET .* took too long: /) };
        const failure = expect.stringMatching(/^GET .* took too long: /);
        expect(heard.result).toEqual({
          type: 'result',
          result: { ...incomplete({ failure }), content: [{ type: 'text', text }, note] },
        });
      }
    },
  );

  test.each<[string, RequestListener, JsonObject, string, RegExp]>([
    ['stops within a line', writing(['1\n', '{"a":']), { stream: 'ndjson' }, '[1]', /ended its response within a row/],
    ['resets', writing(['1\n2\n'], (r) => r.destroy()), { stream: 'ndjson' }, '[1,2]', /closed the connection/],
    [
      'resets in another charset',
      async (_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=iso-8859-1' });
        response.write(Buffer.from('"ü"\n', 'latin1'));
        setTimeout(() => response.destroy(), 20);
      },
      { stream: 'ndjson' },
      '["ü"]',
      /closed the connection/,
    ],
    ['resets', writing(['data: 1\n\n'], (r) => r.destroy()), { stream: 'sse' }, '[1]', /closed the connection/],
    [
      'sends a line that is too long',
      writing(['1\n', 'x'.repeat(300_000)], () => {}),
      { stream: 'ndjson' },
      '[1]',
      /a line of more than 262144 bytes/,
    ],
    [
      'sends a value that is too long',
      writing(['[1,"', 'x'.repeat(300_000)], () => {}),
      { stream: 'json' },
      '[1]',
      /a value of more than 262144 bytes/,
    ],
    ['resets', writing(['all is'], (r) => r.destroy()), { stream: 'text' }, 'all is', /closed the connection/],
    [
      'resets, for a `result` that looks at the failure',
      writing(['1\n2\n'], (r) => r.destroy()),
      { stream: 'ndjson', result: '{% [$response.more, $response.body] ~> $string %}' },
      '[true,1,2]',
      /closed the connection/,
    ],
  ])('%s after rows: what arrived is the result, with a note', async (_, answer, target, text, failure) => {
    const { result, error } = await hear(answer, { ...target, retries: 0 });

    expect(error).toBeUndefined();
    const note = { type: 'text', text: expect.stringMatching(failure) };
    expect(result).toEqual({
      type: 'result',
      result: {
        ...incomplete({ failure: expect.stringMatching(failure) }),
        content: [{ type: 'text', text }, note],
      },
    });
  });

  test('sends more text than fits: what fits is the result, with a note', async () => {
    const text = writing(['all is', 'x'.repeat(900)], () => {});

    const { result, texts } = await hear(text, { stream: 'text' }, callContext({ resultBytes: 800 }));

    expect(texts).toEqual(['all is']);
    const failure = expect.stringMatching(/returned more than 800 bytes\. Request less/);
    expect(result).toMatchObject({
      result: { ...incomplete({ failure }), content: [{ text: 'all is' }, { text: failure }] },
    });
  });

  test.each<[string, string]>([
    ['{% $row.kind %}', 'the string "end"'],
    ['{% $row.n %}', 'the number 1'],
    ['{% $row %}', 'the object {"kind":"end","n":1,"no":null}'],
  ])('has `until: %s` says that it is neither true nor false', async (until, shown) => {
    const { error } = await hear(
      writing(['{"kind":"end","n":1,"no":null}\n'], () => {}),
      { stream: 'ndjson', until },
    );

    expect(error).toContain(`The tool's \`until\` must be true or false, and its expression gave ${shown}: compare`);
  });

  test.each(['{% $row.missing %}', '{% $row.no %}'])('has `until: %s` goes on', async (until) => {
    const { result } = await hear(writing(['{"no":null}\n{"no":null}\n']), { stream: 'ndjson', until });

    expect(result).toEqual(textResult('[{"no":null},{"no":null}]'));
  });

  test('has the rows that are asked for ends at once, as a success, and its upstream is let go', async () => {
    const upstream = await startUpstream(endless);
    const target = { type: 'http', url: upstream.origin, stream: 'ndjson', maxRows: 3 };
    const parts = await allParts(prepareHttp(toolOf(target), stage)({}, callContext()));
    expect(parts.at(-1)).toEqual(textResult('[1,1,1]'));
    expect(await connectionsLeft(upstream)).toBe(0);
    await upstream.close();
  });

  test('has its last row ends at once, with that row', async () => {
    const events = ['data: {"n":1}\n\n', 'event: done\ndata: {"n":2}\n\ndata: {"n":3}\n\n'];
    const target = { stream: 'sse', row: '{% $row.n %}', until: "{% $event.name = 'done' %}" };
    const { texts, result } = await hear(
      writing(events, () => {}),
      target,
    );
    expect(texts).toEqual(['1', '2']);
    expect(result).toEqual(textResult('[1,2]'));
  });

  test('sends without end is cut off at its bound', async () => {
    const started = Date.now();
    const { result, texts } = await hear(endless, { stream: 'ndjson' }, callContext({ resultBytes: 10_000 }));
    expect(texts.length).toBeGreaterThan(1_000);
    expect(result).toEqual({
      type: 'result',
      result: {
        ...incomplete({}),
        content: [
          { type: 'text', text: `[${texts.join(',')}]` },
          {
            type: 'text',
            text: `There are more rows: the tool stopped after ${texts.length} rows, at its limit of 10000 bytes. Request less, for example with a limit or a filter.`,
          },
        ],
      },
    });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('sends one line of 50 MB is cut off at once', async () => {
    const answer: RequestListener = (_, response) => {
      let left = 800;
      const pour = () => void (left-- > 0 && response.write('x'.repeat(65_536), pour));
      pour();
    };
    expect((await hear(answer, { stream: 'sse' })).error).toContain('a line of more than 262144 bytes');
  });

  test('fails in an expression says so after the rows before it', async () => {
    const { texts, error } = await hear(writing(['1\n"x"\n']), { stream: 'ndjson', row: '{% $row + 1 %}' });
    expect(texts).toEqual(['2']);
    expect(error).toMatch(/expression `row` failed: .*Before that, 1 row arrived\.$/);
  });

  test.each<[string, JsonObject]>([
    ['ndjson', {}],
    ['pages', { pagination: { type: 'link' } }],
  ])('sends a row as %s that nests too deep to be written says so after the rows before it', async (stream, more) => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const answer: RequestListener = (_, response) => {
      const body = stream === 'pages' ? `[1,${deep}]` : `1\n${deep}\n`;
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    };
    const { texts, error } = await hear(answer, { stream, ...more }, callContext(), { type: 'array' });
    expect(texts).toEqual([stream === 'pages' ? '[1]' : '1']);
    expect(error).toMatch(/sent a row that is nested too deeply\. Before that, 1 row arrived\.$/);
  });

  test('nobody reads any more lets go of its socket, even while it waits', async () => {
    const late: unknown[] = [];
    const note = (error: unknown) => late.push(error);
    process.on('unhandledRejection', note);
    const upstream = await startUpstream(writing(['1\n'], () => {}));
    const outcome = prepareHttp(toolOf({ type: 'http', url: upstream.origin, stream: 'ndjson' }), stage)(
      {},
      callContext(),
    );
    if (!isParts(outcome)) throw new Error('does not stream');
    const iterator = outcome[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = iterator.next().catch(() => 'ended');
    await new Promise((later) => setTimeout(later, 20));
    await iterator.return?.();
    expect(await waiting).toBe('ended');
    await new Promise((later) => setTimeout(later, 20));
    expect(await upstream.connections()).toBe(0);
    process.off('unhandledRejection', note);
    expect(late).toEqual([]);
    await upstream.close();
  });
});
