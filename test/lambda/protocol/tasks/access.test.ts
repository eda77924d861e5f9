import { META } from '../support/server.ts';
import { createDeployment } from './support.ts';

const METHODS = ['tasks/get', 'tasks/update', 'tasks/cancel'] as const;

describe('who may reach a task', () => {
  it.each(METHODS)('%s is refused to a client that does not declare tasks', async (method) => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    for (const id of [taskId, 'gate-test']) {
      const { error } = await deployment.send(method, { taskId: id, inputResponses: {} }, {}, { meta: META });
      expect(error).toMatchObject({
        code: -32021,
        data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
      });
    }
  });

  it.each(METHODS)('%s tells nobody whether an id is wrong, foreign or over', async (method) => {
    const deployment = createDeployment();
    const taskId = await deployment.create();
    const ask = (id: unknown, other = {}, headers = {}) =>
      deployment.send(method, { taskId: id as string, inputResponses: {} }, other, { headers });
    const errors = [
      await ask('nonexistent'),
      await ask('x'.repeat(32)),
      await ask(taskId, { caller: 'somebody else' }),
    ].map(({ error }) => error);
    deployment.clock.now += 86_400_000;
    errors.push((await ask(taskId)).error);
    expect(errors[0]).toMatchObject({ code: -32602, message: expect.stringContaining('Unknown task') });
    expect(new Set(errors.map((error) => JSON.stringify(error))).size).toBe(1);
  });

  it('reads nothing for an id that cannot be one', async () => {
    const deployment = createDeployment();
    for (const taskId of ['', '../x', 'K#a', 7, null, {}]) {
      const { error } = await deployment.send('tasks/get', { taskId: taskId as string });
      expect([-32602, -32020]).toContain(error.code);
    }
    expect(deployment.state.table.reads).toEqual([]);
  });

  it('needs the scopes that the tool asked for, with every request', async () => {
    const deployment = createDeployment({ tool: { scopes: ['orders:read'] } });
    const scopes = new Set(['orders:read', 'more']);
    const taskId = await deployment.create({}, { scopes });
    await deployment.drain();
    expect((await deployment.get(taskId, { scopes })).status).toBe('completed');
    expect((await deployment.send('tasks/get', { taskId })).error.code).toBe(-32602);
  });

  it('serves neither tasks/result nor tasks/list', async () => {
    const deployment = createDeployment();
    for (const method of ['tasks/result', 'tasks/list']) {
      expect((await deployment.send(method, { taskId: 'x' })).error).toMatchObject({ code: -32601 });
    }
  });
});
