import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';
import { answering, startUpstream } from './upstream.ts';

const LARGE = JSON.stringify({ n: 7, rest: 'x'.repeat(400_000) });

/** Calls a tool of an upstream that sends one body; the agent may get 10,000 bytes. */
async function call(type: string, body: string, target: JsonObject, answerBytes?: number) {
  const upstream = await startUpstream(answering(200, type, body));
  const tool = toolOf({ type: 'http', url: upstream.origin, ...target }, { answerBytes });
  try {
    const result = await resultOf(prepareHttp(tool, environment()), {}, callContext({ resultBytes: 10_000 }));
    return result.content.map((block) => (block.type === 'text' ? block.text : '?'));
  } finally {
    await upstream.close();
  }
}

describe('limits.answerBytes', () => {
  test('an answer that an expression makes smaller may be larger than the result', async () => {
    const result = '{% $response.body.n %}';
    expect(await call('application/json', LARGE, { result })).toEqual(['7']);
    await expect(call('application/json', LARGE, { result }, 300_000)).rejects.toThrow('more than 300000 bytes');
    await expect(call('application/json', LARGE, {})).rejects.toThrow('more than 10000 bytes');
  });

  test('so may a page, and a row', async () => {
    const rows = { pagination: 'link', row: '{% $row.n %}' };
    expect(await call('application/json', `[${LARGE}]`, rows)).toEqual(['[7]']);
    await expect(call('application/json', `[${LARGE}]`, rows, 300_000)).rejects.toThrow('more than 300000 bytes');

    const lines = { stream: 'ndjson', row: '{% $row.n %}' };
    expect(await call('application/x-ndjson', `${LARGE}\n${LARGE}\n`, lines)).toEqual(['[7,7]']);
    await expect(call('application/x-ndjson', LARGE, lines, 300_000)).rejects.toThrow(
      'a line of more than 300000 bytes',
    );
    await expect(call('application/x-ndjson', LARGE, { stream: 'ndjson' })).rejects.toThrow('more than 10000 bytes');
  });

  test('a filter may read more than it keeps by as much as the document says', async () => {
    const lines = `${'{"keep":false,"rest":"0123456789"}\n'.repeat(6_000)}{"keep":true}\n`;
    const filter = { stream: 'ndjson', row: '{% $row.keep ? 1 %}' };
    await expect(call('application/x-ndjson', lines, filter)).rejects.toThrow('more than 10000 bytes');
    expect(await call('application/x-ndjson', lines, filter, 1_000_000)).toEqual(['[1]']);
  });

  test('what the rows become is still bounded by the result', async () => {
    const lines = `${JSON.stringify('x'.repeat(100))}\n`.repeat(200);
    const longer = { stream: 'ndjson', row: '{% $row %}' };
    const [rows = '', note] = await call('application/x-ndjson', lines, longer, 1_000_000);
    expect(JSON.parse(rows)).toHaveLength(89);
    expect(note).toMatch(/^There are more rows: the tool stopped after 89 rows, at its limit of 10000 bytes\./);
  });
});
