import { lastPart } from '../../../../lambda/protocol/operation/last-part.ts';
import type { Part, Parts } from '../../../../lambda/targets/parts.ts';

const progress = (value: number): Part => ({ type: 'progress', progress: value });
const result: Part = { type: 'result', result: { content: [] } };

async function* partsOf(...given: (Part | readonly Part[])[]): Parts {
  yield* given;
}

test('gives the result, and shows what came before it in order', async () => {
  const seen: Part[] = [];

  const last = await lastPart(partsOf(progress(1), [progress(2), progress(3)], [progress(4), result]), (part) =>
    seen.push(part),
  );

  expect(last).toBe(result);
  expect(seen).toEqual([progress(1), progress(2), progress(3), progress(4)]);
});

test('a question ends a call, too, and nothing after the end is read', async () => {
  const question: Part = { type: 'input_required', inputRequests: {} };
  let closed = false;
  async function* asking(): Parts {
    try {
      yield [question, result];
      yield result;
    } finally {
      closed = true;
    }
  }

  expect(await lastPart(asking())).toBe(question);
  expect(closed).toBe(true);
});

test('a target that ends without a result is a bug', async () => {
  await expect(lastPart(partsOf(progress(1)))).rejects.toThrow('without a result');
});
