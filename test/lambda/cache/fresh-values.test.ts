import { createFreshValues } from '../../../lambda/cache/index.ts';

function createValues(read: (id: string) => Promise<string>) {
  const clock = { time: 0 };
  const values = createFreshValues<string>({
    read,
    refreshMs: 10,
    staleMs: 100,
    waitMs: 5,
    entries: 10,
    now: () => clock.time,
    after: () => () => {},
    unavailable: (id) => new Error(`${id} is away`),
    report: () => {},
  });
  return { clock, values };
}

describe('a value that the caller read itself', () => {
  test('is kept, and read again when it is old', async () => {
    const { clock, values } = createValues(async () => 'read');
    values.keep('a', { value: 'kept', readAt: 0 });

    expect(values.current('a')).toBe('kept');
    clock.time = 10;
    expect(await values.current('a')).toBe('read');
  });

  test('does not replace a newer one', async () => {
    const { clock, values } = createValues(async () => 'read');
    clock.time = 5;
    await values.current('a');

    values.keep('a', { value: 'older', readAt: 4 });

    expect(values.peek('a')).toEqual({ value: 'read', readAt: 5 });
  });

  test('is not replaced by a read that began before it', async () => {
    const answers: ((value: string) => void)[] = [];
    const { values } = createValues(() => new Promise((resolve) => answers.push(resolve)));
    const reading = values.current('a');

    values.keep('a', { value: 'kept', readAt: 1 });
    answers[0]?.('earlier');

    expect(await reading).toBe('kept');
    expect(values.peek('a')?.value).toBe('kept');
  });
});
