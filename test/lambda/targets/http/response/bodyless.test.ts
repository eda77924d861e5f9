import type { RequestListener } from 'node:http';
import { outcomeOf } from './support.ts';

const empty =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end();

const POST = { method: 'POST', body: {} };

describe('a success without a body', () => {
  test.each([201, 202, 204])('with status %i is a success, also where `result` finds nothing', async (status) => {
    const { text, isError, host } = await outcomeOf(empty(status), { ...POST, result: '{% $response.body.id %}' });

    expect({ text, isError }).toEqual({
      text: `POST ${host}/things returned ${status} without a body.`,
      isError: false,
    });
  });

  test('and an expression that fails over it is a success after a write', async () => {
    const result = '{% $error("no id") %}';

    expect((await outcomeOf(empty(204), { ...POST, result })).isError).toBe(false);
    expect(await outcomeOf(empty(204), { result })).toMatchObject({
      isError: true,
      text: expect.stringContaining('no id'),
    });
  });

  test('is what `result` finds in its headers', async () => {
    const answer = empty(202, { 'x-message-id': '14c' });

    const { text } = await outcomeOf(answer, {
      ...POST,
      result: "{% { 'id': $response.headers.`x-message-id`, 'status': $response.status } %}",
    });

    expect(text).toBe('{"id":"14c","status":202}');
  });

  test.each([
    [{ type: 'object' }],
    [{ type: 'object', properties: { id: { type: 'string' } } }],
    [{ type: ['object', 'null'] }],
  ])('is the empty object where %j allows it', async (output) => {
    const { structured, isError } = await outcomeOf(empty(204), POST, { output });

    expect({ structured, isError }).toEqual({ structured: {}, isError: false });
  });

  test.each([[{ type: 'object', required: ['id'] }], [{ type: 'array' }], [{ type: 'object', minProperties: 1 }]])(
    'that must not be repeated is reported as such where %j requires more',
    async (output) => {
      const accepted = await outcomeOf(empty(202), POST, { output });
      const done = await outcomeOf(empty(204), { ...POST, result: '{% $response.body %}' }, { output });
      const read = await outcomeOf(empty(204), {}, { output });

      expect(accepted.text).toMatch(
        /returned 202 without a body, .* The request was accepted: it must not be repeated\.$/,
      );
      expect(done.text).toMatch(/The request was carried out: it must not be repeated\.$/);
      expect(read.text).toMatch(/so there is no result that satisfies the tool's output schema\.$/);
      expect([accepted, done, read].map(({ isError }) => isError)).toEqual([true, true, true]);
    },
  );
});
