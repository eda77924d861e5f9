import { type After, withTimeout } from '../../lambda/timeout.ts';

/** A clock whose one timer fires when the test says so. */
function manualClock() {
  const timers: { ms: number; callback: () => void; cancelled: boolean }[] = [];
  const after: After = (ms, callback) => {
    const timer = { ms, callback, cancelled: false };
    timers.push(timer);
    return () => {
      timer.cancelled = true;
    };
  };
  return { after, timers };
}

describe('withTimeout', () => {
  test('a value in time is returned, and its timer is cancelled', async () => {
    const { after, timers } = manualClock();

    const value = await withTimeout(Promise.resolve('value'), 50, () => 'late', after);

    expect(value).toBe('value');
    expect(timers).toMatchObject([{ ms: 50, cancelled: true }]);
  });

  test('a rejection in time is thrown', async () => {
    const { after } = manualClock();

    const waiting = withTimeout(Promise.reject(new Error('broken')), 50, () => 'late', after);

    await expect(waiting).rejects.toThrow('broken');
  });

  test('after the timeout the fallback counts, and a later rejection is ignored', async () => {
    const { after, timers } = manualClock();
    const work = Promise.withResolvers<string>();

    const waiting = withTimeout(work.promise, 50, () => 'late', after);
    timers[0]?.callback();

    expect(await waiting).toBe('late');
    work.reject(new Error('too late to matter'));
  });

  test('a fallback that throws fails the wait, on the real clock too', async () => {
    const never = new Promise<never>(() => {});
    const onTimeout = () => {
      throw new Error('no answer in time');
    };

    await expect(withTimeout(never, 1, onTimeout)).rejects.toThrow('no answer in time');
  });
});
