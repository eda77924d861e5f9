import { type JsonObject, rawJSON } from '../../../../lambda/json.ts';
import type { InputRequests, Part } from '../../../../lambda/targets/parts.ts';
import { accept, asking, elicitation, said, wants } from '../support/questions.ts';
import { createDeployment } from './support.ts';

const capabilities = { elicitation: {} };
const said1 = (task: { result: { content: readonly { text: string }[] } }) =>
  JSON.parse(task.result.content[0]?.text ?? '');

function asks(inputRequests: JsonObject, state?: JsonObject): Part {
  return { type: 'input_required', inputRequests: inputRequests as unknown as InputRequests, state };
}

describe('a task that needs input', () => {
  it('tells its questions, takes the answers one by one, and goes on with all of them', async () => {
    const deployment = createDeployment({ capabilities, run: asking(wants('name', 'city')) });
    const taskId = await deployment.create();
    await deployment.drain();
    const first = await deployment.get(taskId);
    expect(first).toMatchObject({ status: 'input_required', resultType: 'complete' });
    expect(first.inputRequests).toEqual({ name: elicitation('name'), city: elicitation('city') });
    expect((await deployment.update(taskId, { name: accept({ name: 'Ada' }) })).result).toEqual({
      resultType: 'complete',
      _meta: expect.anything(),
    });
    expect((await deployment.get(taskId)).inputRequests).toEqual({ city: elicitation('city') });
    expect(deployment.state.started).toEqual([]);
    await deployment.update(taskId, { city: accept({ city: 'Wien' }) });
    expect((await deployment.get(taskId)).status).toBe('working');
    await deployment.drain();
    expect(said1(await deployment.get(taskId))).toEqual({
      name: accept({ name: 'Ada' }),
      city: accept({ city: 'Wien' }),
    });
  });

  it('takes no answer with a number that a double would round', async () => {
    const deployment = createDeployment({ capabilities, run: asking(wants('n')) });
    const taskId = await deployment.create();
    await deployment.drain();

    const { error } = await deployment.update(taskId, { n: accept({ n: rawJSON('9007199254740993') as never }) });

    expect(error.code).toBe(-32602);
    expect(error.message).toContain(
      'params/inputResponses/n/content/n: 9007199254740993 cannot be represented exactly',
    );
    expect((await deployment.get(taskId)).status).toBe('input_required');
  });

  it('passes over what it did not ask, or has been answered already', async () => {
    const deployment = createDeployment({ capabilities, run: asking(wants('name', 'city')) });
    const taskId = await deployment.create();
    expect((await deployment.update(taskId, { early: accept() })).result.resultType).toBe('complete');
    await deployment.drain();
    await deployment.update(taskId, { unknown: accept(), name: accept({ name: 'Ada' }), city: 'no object' });
    await deployment.update(taskId, { name: accept({ name: 'Eve' }) });
    await deployment.update(taskId, { city: accept({ city: 'Wien' }) });
    await deployment.update(taskId, { city: accept({ city: 'Rom' }) });
    await deployment.drain();
    expect(said1(await deployment.get(taskId))).toMatchObject({
      name: accept({ name: 'Ada' }),
      city: accept({ city: 'Wien' }),
    });
  });

  it('never uses a key twice, and hands the answer to the target under its own', async () => {
    const deployment = createDeployment({
      capabilities,
      run: asking(({ responses, state }) => {
        const { rounds = 0 } = (state ?? {}) as { rounds?: number };
        if (rounds === 3) return said(responses);
        return asks({ code: elicitation('code'), 'code-2': elicitation('code') }, { rounds: rounds + 1 });
      }),
    });
    const taskId = await deployment.create();
    const seen: string[] = [];
    for (let round = 1; round <= 3; round += 1) {
      await deployment.drain();
      const keys = Object.keys((await deployment.get(taskId)).inputRequests);
      seen.push(...keys);
      await deployment.update(taskId, Object.fromEntries(keys.map((key) => [key, accept({ key, round })])));
    }
    await deployment.drain();
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect(said1(await deployment.get(taskId))).toEqual({
      code: accept({ key: seen[4] ?? '', round: 3 }),
      'code-2': accept({ key: seen[5] ?? '', round: 3 }),
    });
  });

  it('treats keys as data, whatever they are called', async () => {
    const deployment = createDeployment({
      capabilities,
      run: asking(({ responses }) =>
        Object.hasOwn(responses, '__proto__')
          ? said(Object.keys(responses))
          : asks(JSON.parse(JSON.stringify({ x: elicitation('x') }).replace('"x":{"method"', '"__proto__":{"method"'))),
      ),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    await deployment.update(taskId, JSON.parse('{"__proto__":{"action":"accept"},"constructor":{}}'));
    await deployment.drain();
    expect(said1(await deployment.get(taskId))).toEqual(['__proto__']);
  });

  it('never asks for what the client did not declare', async () => {
    const deployment = createDeployment({
      capabilities,
      run: asking(() => asks({ r: { method: 'roots/list', params: {} } })),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    expect(await deployment.get(taskId)).toMatchObject({
      status: 'failed',
      error: { code: -32021, data: { requiredCapabilities: { roots: {} } } },
    });
  });

  it('bounds what is asked, what is kept between attempts, and what is answered', async () => {
    const long = 'x'.repeat(130_000);
    for (const part of [
      asks({ name: elicitation('name', long) }),
      asks({ name: elicitation('name') }, { long }),
      asks({ [long]: elicitation('name') }),
      asks({}),
    ]) {
      const deployment = createDeployment({ capabilities, run: asking(() => part) });
      const taskId = await deployment.create();
      await deployment.drain();
      expect(await deployment.get(taskId)).toMatchObject({ status: 'completed', result: { isError: true } });
    }
    const deployment = createDeployment({ capabilities, run: asking(wants('name')) });
    const taskId = await deployment.create();
    await deployment.drain();
    const { error } = await deployment.update(taskId, { name: accept({ name: long }) });
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('at most 128000') });
    expect((await deployment.get(taskId)).status).toBe('input_required');
    expect((await deployment.send('tasks/update', { taskId, inputResponses: [] })).error).toMatchObject({
      code: -32602,
    });
  });

  it.each([
    ['a question of one long key', { ['k'.repeat(40_000)]: elicitation('name', 'x'.repeat(50_000)) }],
    [
      'many questions',
      Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [n, { method: 'roots/list', params: {} }])),
    ],
  ])(
    'ends a tool that asks for more than its item holds with a result, not by an error: %s',
    async (_what, questions) => {
      const long = { text: 'x'.repeat(60_000) };
      const deployment = createDeployment({
        capabilities: { ...capabilities, roots: {} },
        run: asking(({ state }) => (state === undefined ? asks({ a: elicitation('a') }, long) : asks(questions, long))),
      });
      const taskId = await deployment.create();
      await deployment.drain();
      await deployment.update(taskId, { a: accept({ text: 'x'.repeat(120_000) }) });
      await deployment.drain();
      expect(await deployment.get(taskId)).toMatchObject({ status: 'completed', result: { isError: true } });
    },
  );

  it('has room for every share at once', async () => {
    const left = { text: 'x'.repeat(63_900) };
    const question = { method: 'roots/list', params: {} };
    const keys = Array.from({ length: 750 }, (_, n) => `${n}`.padEnd(25, '-'));
    const many = Object.fromEntries(
      keys.map((key, n) => [key, n > 0 ? question : elicitation('a', 'x'.repeat(2_000))]),
    );
    const deployment = createDeployment({
      capabilities: { ...capabilities, roots: {} },
      run: asking(({ responses, state }) => {
        if (state === undefined) return asks({ a: elicitation('a') }, left);
        return Object.hasOwn(responses, '1'.padEnd(25, '-')) ? said('all') : asks(many, left);
      }),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    await deployment.update(taskId, { a: accept({ text: 'x'.repeat(95_000) }) });
    await deployment.drain();
    const answered = Object.fromEntries(keys.slice(1).map((key) => [key, { roots: [] }]));
    expect((await deployment.update(taskId, answered)).error).toBeUndefined();
    const item = await deployment.state.table.get({ pk: `K#${taskId}`, sk: 'task' });
    expect(Buffer.byteLength(String(item?.task))).toBeGreaterThan(350_000);
    await deployment.update(taskId, { [keys[0] ?? '']: accept() });
    await deployment.drain();
    expect((await deployment.get(taskId)).result.content[0].text).toBe('"all"');
  });

  it('keeps answers that came while no worker could be started, and starts one when it is asked for later', async () => {
    let throttled = false;
    const deployment = createDeployment({
      capabilities,
      run: asking(wants('name')),
      state: (state) => ({
        table: state.table,
        tokens: state.tokens,
        startWorker: async (event) => {
          if (throttled) throw new Error('throttled');
          await state.startWorker(event);
        },
      }),
    });
    const taskId = await deployment.create();
    await deployment.drain();
    throttled = true;
    await deployment.update(taskId, { name: accept({ name: 'Ada' }) });
    throttled = false;
    expect((await deployment.get(taskId)).status).toBe('working');
    deployment.clock.now += 60_001;
    await deployment.get(taskId);
    await deployment.drain();
    expect((await deployment.get(taskId)).status).toBe('completed');
  });
});
