import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { writeBatches } from '../../../../lambda/catalog/publish/batch-write.ts';

const requests = (count: number): WriteRequest[] =>
  Array.from({ length: count }, (_, index) => ({ DeleteRequest: { Key: { pk: { S: String(index) } } } }));

function throttled(name: string): Error {
  return Object.assign(new Error('Rate exceeded'), { name });
}

/** A table that refuses the first attempts. */
function prepare(
  refusals: number,
  refuse: (batch: WriteRequest[]) => { UnprocessedItems?: Record<string, WriteRequest[]> },
) {
  const written: WriteRequest[] = [];
  const waits: number[] = [];
  let left = refusals;
  const send = async (batch: WriteRequest[]) => {
    if (left-- > 0) return refuse(batch);
    written.push(...batch);
    return {};
  };
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  return { written, waits, writer: { table: 't', send, wait } };
}

test.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
  'a batch that is refused with %s has the same patience as single items',
  async (name) => {
    const { written, waits, writer } = prepare(9, () => {
      throw throttled(name);
    });

    await writeBatches(writer, requests(25));

    expect(written).toHaveLength(25);
    const total = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waits).toHaveLength(9);
    expect(total).toBeGreaterThan(12_000);
    expect(total).toBeLessThan(26_000);
  },
);

test('only what was not processed is sent again', async () => {
  const { written, writer } = prepare(1, (batch) => ({ UnprocessedItems: { t: batch.slice(20) } }));

  await writeBatches(writer, requests(25));

  expect(written).toEqual(requests(25).slice(20));
});

test('a table that stays throttled is reported with the cause', async () => {
  const cause = throttled('ThrottlingException');
  const { writer } = prepare(10, () => {
    throw cause;
  });

  await expect(writeBatches(writer, requests(3))).rejects.toMatchObject({
    name: 'TableThrottled',
    message: 'the table t is throttled: 3 items of a batch were not written; try again later',
    cause,
  });
});

test('any other error is thrown at once', async () => {
  const { waits, writer } = prepare(1, () => {
    throw throttled('ValidationException');
  });

  await expect(writeBatches(writer, requests(3))).rejects.toThrow('Rate exceeded');
  expect(waits).toEqual([]);
});
