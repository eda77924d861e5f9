import { answering } from '../upstream.ts';
import { jsonAnswer, outcomeOf } from './support.ts';

const POST = { method: 'POST', body: {} };
const ADVICE = /\. The request may have been carried out: check before you call again\.$/;

describe('a write whose answer cannot be used', () => {
  test.each<[string, Parameters<typeof outcomeOf>[0], string]>([
    ['is a text where `result` looks for members', answering(200, 'text/plain', 'ok'), '{% $response.body.id %}'],
    ['is not the JSON that it says it is', answering(200, 'application/json', '{"id":'), '{% $response.body.id %}'],
    ['makes `result` fail', jsonAnswer({ id: 'x' }), '{% $response.body.id + 1 %}'],
  ])('advises against another one where it %s', async (_, answer, result) => {
    const written = await outcomeOf(answer, { ...POST, result });
    const read = await outcomeOf(answer, { result });
    const repeatable = await outcomeOf(answer, { ...POST, result }, { annotations: { idempotentHint: true } });

    expect(written).toMatchObject({ isError: true, text: expect.stringMatching(ADVICE) });
    expect([read, repeatable].map(({ text }) => ADVICE.test(String(text)))).toEqual([false, false]);
  });

  test('advises once', async () => {
    const { text = '' } = await outcomeOf(jsonAnswer('x'.repeat(20_000)), POST);

    expect(text.match(/carried out/g)).toHaveLength(1);
  });

  test('advises where the blocks of `content` are not valid', async () => {
    const content = [{ type: 'image', data: '{% $response.body.b %}', mimeType: 'image/png' }];

    expect(await outcomeOf(jsonAnswer({ b: 5 }), { ...POST, content })).toMatchObject({
      isError: true,
      text: expect.stringMatching(ADVICE),
    });
  });
});
