import { createTaskReader } from '../../../../lambda/protocol/tasks/index.ts';
import type { StateTable } from '../../../../lambda/state/index.ts';
import { accessOf } from '../support/access.ts';
import { createDeployment, text } from './support.ts';

/** Past a worker's hold, and past the time that an event may wait. */
const MINUTE = 60_000;

/** A deployment, and the reader of a stream whose function may only read. */
function listening(options: Parameters<typeof createDeployment>[0]) {
  const deployment = createDeployment(options);
  const { table } = deployment.state;
  const refused = () => Promise.reject(new Error('AccessDeniedException'));
  const readOnly: StateTable = { get: table.get, query: table.query, put: refused, update: refused };
  const log = { info: () => {}, error: () => {} };
  const context = {
    state: { ...deployment.state, table: readOnly },
    catalog: deployment.catalog,
    now: () => deployment.clock.now,
    log,
  };
  const access = accessOf();
  const read = createTaskReader(context, () => access);
  return { ...deployment, read };
}

describe('a client that only listens to a task', () => {
  it('has an abandoned task restarted by the worker, though its own function writes nothing', async () => {
    // Prepare: the event was lost.
    const { create, read, state, clock, drain } = listening({ run: async () => text('done') });
    const taskId = await create();
    state.started.length = 0;

    // Act
    expect(await read(taskId)).toMatchObject({ ended: false });
    expect(state.started).toEqual([]);
    clock.now += MINUTE + 1;
    for (let look = 0; look < 5; look += 1) expect(await read(taskId)).toMatchObject({ ended: false });

    // Assess: started once, not at each look.
    expect(state.started).toEqual([{ taskId, round: 1 }]);
    await drain();
    expect(await read(taskId)).toMatchObject({ ended: true });
  });

  it('has it started again a minute later, if that event is lost, too', async () => {
    const { create, read, state, clock } = listening({ run: async () => text('done') });
    const taskId = await create();
    state.started.length = 0;

    for (let look = 0; look < 5; look += 1) {
      clock.now += MINUTE / 2 + 1;
      await read(taskId);
    }

    expect(state.started).toHaveLength(2);
  });

  it('sees a task fail that waited for a worker for more than an hour', async () => {
    const { create, read, state, clock, drain } = listening({ run: async () => text('done') });
    const taskId = await create();
    state.started.length = 0;

    clock.now += 61 * MINUTE;
    await read(taskId);
    await drain();

    const task = await read(taskId);
    expect(JSON.parse((await task?.text()) ?? '')).toMatchObject({ status: 'failed' });
  });

  it('sees an interrupted task fail whose tool may not run twice', async () => {
    const begun = Promise.withResolvers<void>();
    let runs = 0;
    const deployment = listening({
      run: () => {
        runs += 1;
        begun.resolve();
        return new Promise(() => {});
      },
    });
    const taskId = await deployment.create();
    const worker = deployment.freeze();
    void worker.work(deployment.state.started.shift());
    await begun.promise;
    worker.die();

    deployment.clock.now += MINUTE;
    await deployment.read(taskId);
    await deployment.drain();

    const task = await deployment.read(taskId);
    expect(JSON.parse((await task?.text()) ?? '')).toMatchObject({ status: 'failed' });
    expect(runs).toBe(1);
  });
});
