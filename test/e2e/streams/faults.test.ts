import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../../lambda/json.ts';
import { eventually } from '../support/eventually.ts';
import { modernCall } from '../support/requests.ts';
import type { Behaviour } from '../support/upstream.ts';
import { begin, line, pour } from './support/rows.ts';
import { type Studio, startStudio } from './support/studio.ts';
import { asJsonLines, eagerCall, open, partialTexts, textOf } from './support/wire.ts';

/** Given with every call; must appear in no log. */
const NOTE = 'note-that-nobody-may-log-5f1c';

const MEGABYTE = 1_000_000;

/** How a call ended, after what was sent. */
interface Ended {
  readonly partials: readonly string[];
  /** The text of the error that is the result. */
  readonly error: string;
}

describe('upstreams and tools that fail in the middle', () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio.stop());

  /** Calls in both encodings; each stream must end by itself, with an error for the agent or what came before it. */
  async function failures(tool: string, args: JsonObject, isError = true): Promise<readonly Ended[]> {
    const ends: Ended[] = [];
    for (const call of [eagerCall(tool, args), asJsonLines(modernCall(tool, args))]) {
      const messages = await (await open(studio.url, call)).rest();
      const last = messages.at(-1) ?? {};
      expect(last).toMatchObject({ id: 1, result: isError ? { isError } : { resultType: 'complete' } });
      if (!isError) {
        expect(last).not.toHaveProperty('result.isError');
        expect(last).toMatchObject({
          result: { _meta: { 'io.modelcontextprotocol/serverInfo': {}, 'spillway/incomplete': { more: true } } },
        });
      }
      ends.push({ partials: partialTexts(messages), error: textOf(last) });
    }
    return ends;
  }

  async function failureOf(tool: string, args: JsonObject, isError = true): Promise<Ended> {
    const [onSse, asLines] = await failures(tool, args, isError);
    if (onSse === undefined || asLines === undefined) throw new Error('Two calls have two ends');
    expect(asLines.partials).toEqual(onSse.partials);
    return onSse;
  }

  function behaving(behaviour: Behaviour): JsonObject {
    return { path: studio.upstream.behave(behaviour), note: NOTE };
  }

  test('an upstream that stops in the middle of a line', async () => {
    const args = behaving((response) => {
      begin(response, { n: 1 }, { n: 2 });
      response.end('{"n":');
    });
    const { partials, error } = await failureOf('lines', args, false);
    expect(partials).toEqual(['{"n":1}', '{"n":2}']);
    expect(error).toMatch(/^\[\{"n":1\},\{"n":2\}\].*The result is incomplete: .* ended its response within a row/s);
  });

  test('an upstream that resets the connection', async () => {
    const args = behaving((response) => {
      begin(response, { n: 1 });
      setTimeout(() => response.socket?.resetAndDestroy(), 100);
    });
    const { partials, error } = await failureOf('lines', args, false);
    expect(partials).toEqual(['{"n":1}']);
    expect(error).toMatch(/^\[\{"n":1\}\].*The result is incomplete: .* closed the connection/s);
  });

  test('an upstream that sends 100 MB of rows is cut off soon after the result is full', async () => {
    let written = 0;
    const chunk = line({ text: 'x'.repeat(10_000) }).repeat(100);
    const args = behaving(async (response) => {
      begin(response);
      written = await pour(response, chunk, 100);
    });
    const { partials, error } = await failureOf('lines', args, false);
    expect(partials.length).toBeGreaterThan(10);
    expect(error).toMatch(
      /There are more rows: the tool stopped after \d+ rows, at its limit of 262144 bytes\. Request less/,
    );
    expect(written).toBeLessThan(20);
  });

  test('an upstream that sends one line of 50 MB is cut off long before its end', async () => {
    let written = 0;
    const args = behaving(async (response) => {
      begin(response, { n: 1 });
      written = await pour(response, 'x'.repeat(MEGABYTE), 50);
    });
    const { partials, error } = await failureOf('lines', args, false);
    expect(partials).toEqual(['{"n":1}']);
    expect(error).toMatch(/^\[\{"n":1\}\].*The result is incomplete: .*line of more than 262144 bytes/s);
    expect(written).toBeLessThan(20);
  });

  test('an upstream that never ends is given up when the time of the tool is over', async () => {
    let hungUp = 0;
    const args = behaving((response) => {
      begin(response, { n: 1 });
      response.once('close', () => {
        hungUp += 1;
      });
    });
    const { partials, error } = await failureOf('hasty_lines', args, false);
    expect(partials).toEqual(['{"n":1}']);
    expect(error).toMatch(/^\[\{"n":1\}\].*The result is incomplete: .* took too long/s);
    expect(hungUp).toBe(2);
  });

  test('a redirect to the metadata service is refused, whether the tool allows it or not', async () => {
    const args = behaving((response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/iam/' }).end();
    });
    const [refused] = await failures('lines', args);
    expect(refused).toEqual({ partials: [], error: expect.stringMatching(/returned 302.*169\.254\.169\.254/) });
    const [guarded] = await failures('follows_anywhere', args);
    expect(guarded).toEqual({ partials: [], error: expect.stringMatching(/169\.254\.169\.254/) });
  });

  test('an expression that throws', async () => {
    const { partials, error } = await failureOf('throws_at_three', behaving(threeRows));
    expect(partials).toEqual(['{"n":1}', '{"n":2}']);
    expect(error).toMatch(/three is too many/);
  });

  test('an expression that loops', async () => {
    const { partials, error } = await failureOf('loops_at_three', behaving(threeRows));
    expect(partials).toEqual(['{"n":1}', '{"n":2}']);
    expect(error).toMatch(/expression/);
  });

  test('a function that throws after three parts', async () => {
    const { partials, error } = await failureOf('breaks_after_three', { note: NOTE });
    expect(partials).toEqual(['one', 'two', 'three']);
    expect(error).toMatch(/failed with an internal error\. Its logs contain the details under [0-9a-f-]{36}/);
    expect(error).not.toMatch(/the bug of/);
    const id = /[0-9a-f-]{36}/.exec(error)?.[0] ?? '';
    await eventually(() => expect(studio.lines.join('\n')).toMatch(new RegExp(`${id}.*the bug of breaks-after-three`)));
  });

  test('a page that fails', async () => {
    const args = behaving((response, request) => {
      if (request.url?.includes('page=3')) response.writeHead(500).end('the shelf fell over');
      else response.setHeader('content-type', 'application/json').end('[{"book":1},{"book":2}]');
    });
    const { partials, error } = await failureOf('pages', args, false);
    expect(partials).toEqual(['[{"book":1},{"book":2}]', '[{"book":1},{"book":2}]']);
    expect(error).toMatch(/^(?:.*"book"){4}.*The result is incomplete: Page 3 failed: .* 500 .*the shelf fell over/s);
  });

  test('no argument was written to a log, and the functions serve on', async () => {
    const args = behaving((response) => response.end(line({ n: 1 })));
    const messages = await (await open(studio.url, eagerCall('lines', args))).rest();
    expect(messages.at(-1)).toMatchObject({ result: { content: [{ text: '[{"n":1}]' }] } });
    expect(studio.lines.join('\n')).not.toContain(NOTE);
  });
});

function threeRows(response: ServerResponse): void {
  begin(response, { n: 1 }, { n: 2 }, { n: 3 });
  response.end();
}
