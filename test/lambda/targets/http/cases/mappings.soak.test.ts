import { answerOf, MAPPINGS } from '../../../../../bench/expressions/mappings.ts';
import { answering } from '../upstream.ts';
import { callOf } from './support.ts';

/** Some 5.8 MB. */
const BODY = answerOf(12_000);
/** What jsonata evaluates itself is measured by bench/expressions. */
const OURS = Object.entries(MAPPINGS).filter(([name]) => !name.endsWith('by jsonata itself'));

describe('of an answer of 5 MB,', () => {
  test.each(OURS)('the mapping "%s" makes a result', async (_, source) => {
    const written = {
      target: `result: ${JSON.stringify(`{% ${source} %}`)}`,
      more: 'limits: { timeoutMs: 20000, resultBytes: 6000000 }\n',
    };

    const { isError, texts } = await callOf(written, {}, answering(200, 'application/json', BODY));

    expect({ isError, start: texts[0]?.slice(0, 200) }).toMatchObject({ isError: false });
    expect(texts[0]).not.toBe('');
  });
});
