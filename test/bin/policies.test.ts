import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { createPolicyReader } from '../../lambda/auth/index.ts';
import { openTableReader } from '../../lambda/table/index.ts';
import { type StartedTable, startDynalite } from '../support/dynalite.ts';
import { targetTypes } from '../support/targets.ts';

const TOOL = `kind: Tool
server: orders
name: refund
description: Pays back.
input: { type: object, properties: { amount: { type: integer } }, required: [amount] }
target: { type: echo, text: t }
`;
const POLICIES = `kind: Policy
server: orders
name: small-refunds
description: Everybody may pay back a little.
policy: |
  permit (principal, action == Action::"tool:refund", resource)
  when { context.input.amount < 100 };
---
kind: Policy
server: orders
name: no-strangers
policy: |
  forbid (principal is Anonymous, action, resource);
`;

let started: StartedTable;
let directory: string;
const environment = { ...process.env };

beforeEach(async () => {
  started = await startDynalite();
  directory = mkdtempSync(join(tmpdir(), 'spillway-policies-'));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = started.endpoint;
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
});
afterEach(async () => {
  process.env = environment;
  await started.stop();
  rmSync(directory, { recursive: true });
});

async function run(words: string, more: Partial<CliContext> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const onTable = /^(apply|list|delete)/.test(words) ? ['--table', started.table, '--region', started.region] : [];
  const code = await runCommandLine([...words.split(' '), ...onTable], {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory,
    fetch: () => Promise.reject(new Error('no network')),
    targets: targetTypes,
    ...more,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

function write(text: string): string {
  const path = join(directory, `${Math.random()}.yaml`);
  writeFileSync(path, text);
  return path;
}

/** Answers every question, and records it. */
function answering(answer: string) {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer;
  };
  return { ask, questions };
}

test('validate counts policies, and reports what is wrong with them', async () => {
  expect(await run(`validate -f ${write(`${TOOL}---\n${POLICIES}`)}`)).toEqual({
    code: 0,
    out: '3 documents of 1 server: all good (1 Tool, 2 Policies)',
    err: '',
  });
  const path = write(`${TOOL}---\n${POLICIES.replace('amount < 100', 'amount < "100"')}`);
  expect(await run(`validate -f ${path}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`${path}:14: document 2: policy: policy small-refunds: unexpected type`),
  });
});

test('apply publishes them with the rest, or alone; list shows them', async () => {
  expect((await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`)).out).toBe(
    'orders: version 1 is published (3 created)\n' +
      '  created   Policy small-refunds\n  created   Policy no-strangers\n  created   Tool refund',
  );
  expect((await run('list')).out).toBe('orders  version 1  1 tool, 2 policies');
  expect((await run('list orders')).out.split('\n')).toEqual([
    'tool    refund         Pays back.',
    'policy  no-strangers',
    'policy  small-refunds  Everybody may pay back a little.',
  ]);

  const stricter = write(POLICIES.replace('100', '50'));
  expect((await run(`apply -f ${stricter}`)).out).toBe(
    'orders: the policies are published (1 updated, 1 unchanged)\n  updated   Policy small-refunds',
  );
  expect((await run(`apply -f ${stricter}`)).out).toBe('orders: nothing to publish (2 unchanged)');
});

test('apply refuses a tool that breaks a published policy, and names it', async () => {
  await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`);
  const { code, err } = await run(`apply -f ${write(TOOL.replace('integer', 'string'))}`);
  expect(code).toBe(1);
  expect(err).toContain('policy small-refunds of orders, which is published, would not be valid any more');
  expect(err).toContain('1 problem: nothing was published');
});

test('delete removes a policy after a question, which says when it is the last one', async () => {
  await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`);
  const no = answering('n');
  const yes = answering('y');

  expect(await run('delete orders --policy small-refunds')).toMatchObject({ code: 2 });
  expect(await run('delete orders --policy small-refunds', no)).toMatchObject({
    code: 1,
    err: 'error: nothing was deleted',
  });
  expect(await run('delete orders --policy nothing', yes)).toMatchObject({
    code: 1,
    err: 'error: orders has no policy named nothing; its policies: no-strangers, small-refunds',
  });
  expect(await run('delete orders --policy small-refunds', yes)).toMatchObject({
    code: 0,
    out: '1 policy of orders deleted: small-refunds',
  });
  await run('delete orders --policy no-strangers', yes);
  expect((await run('list')).out).toBe('orders  version 1  1 tool');

  expect([...no.questions, ...yes.questions]).toEqual([
    'Delete 1 policy of orders (small-refunds)? [y/N] ',
    'Delete 1 policy of orders (small-refunds)? [y/N] ',
    'Delete 1 policy of orders (no-strangers)? None is left then: orders will be open to everyone who has the scopes of its ' +
      'documents. [y/N] ',
  ]);
});

test('delete removes the policies of a server with it, also those of one that is not published', async () => {
  await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`);
  const yes = answering('y');

  expect(await run('delete orders', yes)).toMatchObject({ code: 0 });
  expect(yes.questions).toEqual(['Delete the server orders (version 1: 1 tool, 2 policies)? [y/N] ']);
  expect(await run('list orders')).toMatchObject({ code: 1 });

  await run(
    `apply -f ${write(POLICIES.replace('action == Action::"tool:refund"', 'action').replace(/when .*;$/m, ';'))}`,
  );
  expect((await run('list orders')).out).toContain('policy  no-strangers');
  expect(await run('delete orders', yes)).toMatchObject({
    out: '2 policies of orders deleted: no-strangers, small-refunds',
  });
  expect(await run('list orders')).toMatchObject({ code: 1 });
});

test('a function that still holds a deleted server permits nothing; published again, the server is open', async () => {
  const policies = async () => {
    const { policiesOf } = createPolicyReader({
      table: openTableReader(started),
      refreshSeconds: 5,
      now: Date.now,
      report: () => {},
    });
    return policiesOf('orders');
  };
  const principal = { kind: 'user', id: 'user:https://a.example|b', scopes: new Set<string>() } as const;
  await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`);
  await run('delete orders', answering('y'));

  const closed = await policies();
  expect(closed?.evaluate({ principal, action: 'tool:refund', arguments: undefined, now: 0 })).toBe('deny');
  expect(await run('list orders')).toMatchObject({ code: 1 });

  await run(`apply -f ${write(TOOL)}`);
  expect(await policies()).toBeUndefined();
});

test('apply --prune with tools alone leaves the policies', async () => {
  await run(`apply -f ${write(`${TOOL}---\n${POLICIES}`)}`);
  await run(`apply --prune -f ${write(TOOL)}`);
  expect((await run('list')).out).toBe('orders  version 1  1 tool, 2 policies');
  await run(`apply --prune -f ${write(POLICIES.split('---\n')[0] ?? '')}`);
  expect((await run('list')).out).toBe('orders  version 1  1 tool, 1 policy');
});
