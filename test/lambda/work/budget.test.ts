import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WORK_MS, WorkBudget, WorkExceeded } from '../../../lambda/work/index.ts';

const KEEPS_TOO_MUCH = fileURLToPath(new URL('support/keeps-too-much.ts', import.meta.url));

const forever = () => {
  for (;;);
};

/** Spends until the budget ends it. */
function spendAll(work: WorkBudget): unknown {
  const meter = work.begin();
  try {
    for (;;) meter.spend();
  } catch (error) {
    return error;
  } finally {
    meter.end();
  }
}

describe('a budget of work', () => {
  test('ends work that uses it up, and begins none afterwards', () => {
    const work = new WorkBudget();

    const error = spendAll(work);

    expect(error).toMatchObject({ name: 'WorkExceeded', what: 'time' });
    expect(work.leftMs).toBeLessThanOrEqual(0);
    expect(() => work.begin()).toThrow(WorkExceeded);
  });

  test('is charged by each piece of work, which may have a limit of its own', () => {
    const work = new WorkBudget();
    const own = work.begin({ maxMs: 20, reason: 'it is too long for this' });

    expect(() => {
      for (;;) own.spend();
    }).toThrow('it is too long for this');
    own.end();

    expect(work.leftMs).toBeLessThan(WORK_MS - 19);
    expect(work.leftMs).toBeGreaterThan(0);
  });

  test('ends work that goes on after its end', () => {
    const meter = new WorkBudget().begin();
    meter.end();

    expect(() => meter.check()).toThrow(WorkExceeded);
  });

  test('ends work at the deadline of the call', () => {
    const work = new WorkBudget();
    let time = 0;
    work.endBy(100, () => (time += 30));

    expect(spendAll(work)).toMatchObject({ what: 'deadline' });
  });

  test('ends work that keeps too much', async () => {
    // In a process of its own: collecting the garbage of a large test process would use up the time first.
    const { stdout } = await promisify(execFile)(process.execPath, [KEEPS_TOO_MUCH]);

    const { what, kept } = JSON.parse(stdout);
    expect(what).toBe('memory');
    expect(kept).toBeLessThan(2_000);
  });

  test('interrupts what looks at no clock: a loop, a regular expression', () => {
    for (const work of [forever, () => /^(a+)+$/.test(`${'a'.repeat(64)}!`)]) {
      const meter = new WorkBudget().begin({ maxMs: 30, reason: 'enough' });
      expect(() => meter.interruptible(work)).toThrow('enough');
    }
  });

  test('passes on what interruptible work returns and throws', () => {
    const meter = new WorkBudget().begin();

    expect(meter.interruptible(() => ({ a: [1] }))).toEqual({ a: [1] });
    expect(meter.interruptible(() => undefined)).toBeUndefined();
    expect(() => meter.interruptible(() => JSON.parse('{'))).toThrow('JSON');
  });

  test('lets expressions take turns, whether those before end well or not', async () => {
    const work = new WorkBudget();
    const order: string[] = [];
    const turn = (name: string, fails: boolean) =>
      work.inTurn(async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });

    const ends = await Promise.allSettled([turn('a', true), turn('b', false), turn('c', false)]);

    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
