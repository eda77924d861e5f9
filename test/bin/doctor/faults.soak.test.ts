import { startStageStack, type TestStack } from '../../e2e/support/stack.ts';
import { runCommand } from '../support/commands.ts';
import { examine, leftovers } from './support/doctor.ts';

/*
 * Stages whose AWS does what is reported of it. None of them accepts keys: the key of doctor opens its server all the same.
 */

const stage = (streaming: string, auth: string) => `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: ${auth}
streaming: ${streaming}
catalog: { refreshSeconds: 1, pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;
const DOCUMENTS = `
kind: Tool
server: orders
name: hello
description: Says a word.
input: { type: object }
target: { type: static, text: Hello }
`;
const FAULTS = { holdsSmallChunks: true, neverEndsEmpty: true, renamesContentLength: true };

describe('a stage without hedges, at an AWS that holds small chunks and never ends an empty response', () => {
  let stack: TestStack;
  beforeAll(async () => {
    const auth = '{ issuers: [{ issuer: https://login.example.com }] }';
    const own = { name: 'bare', stage: stage('{ flush: none, emptyBody: none }', auth), documents: DOCUMENTS };
    stack = await startStageStack(own, { faults: FAULTS });
  });
  afterAll(() => stack.stop());

  test('fails in these two checks alone, and names the keys that help', async () => {
    const { code, err, ids, outcomes } = await examine(stack);

    expect(ids('failed')).toEqual(['row-arrival', 'notification-end']);
    expect(outcomes('row-arrival')).toMatchObject([
      {
        fix: 'Rows are held until the next write: set streaming.flush: filler, and deploy.',
        key: 'streaming.flush',
      },
    ]);
    expect(outcomes('notification-end')).toMatchObject([
      {
        seen: 'It received 202, which had not ended after 10 s.',
        fix: 'Empty responses hang: set streaming.emptyBody: newline, and deploy.',
        key: 'streaming.emptyBody',
      },
    ]);
    expect({ code, err }).toEqual({ code: 1, err: 'error: 2 checks failed: row-arrival, notification-end' });
    expect(await leftovers(stack)).toEqual([]);
  });
});

describe('the same with hedges, open to everybody', () => {
  let stack: TestStack;
  beforeAll(async () => {
    const own = {
      name: 'hedged',
      stage: stage('{ flush: filler, emptyBody: newline }', '{ anonymous: { scopes: [] } }'),
      documents: DOCUMENTS,
    };
    stack = await startStageStack(own, { faults: FAULTS });
  });
  afterAll(() => stack.stop());

  test('passes, and does not recommend to remove the filler, which is needed', async () => {
    const { ids, outcomes } = await examine(stack);

    expect(ids('failed')).toEqual([]);
    expect(outcomes('row-arrival')).toEqual([
      expect.objectContaining({ status: 'passed', seen: expect.stringMatching(/^The rows arrived after/) }),
    ]);
    expect(outcomes('row-arrival')[0]).not.toHaveProperty('key', 'streaming.flush');
    expect(outcomes('challenge')).toMatchObject([{ status: 'skipped', key: 'auth.anonymous' }]);
  });

  test('prints a report for people, with headings and a last line that counts', async () => {
    const { out, all } = await runCommand(['doctor', '--local'], { directory: stack.directory, isWatched: true });

    const headings = out.split('\n').filter((line) => /^[A-Z][a-z ]+$/.test(line));
    expect(headings).toEqual(['Stage', 'Responses without a server', 'Paths', 'Streaming', 'Publishing']);
    expect(out).toMatch(/^ok {4}row-arrival {13}The rows arrived after .*\n {6}expected {16}Each of 5 rows/m);
    expect(out).toMatch(/^skip {2}challenge {15}WWW-Authenticate\n {6}expected {16}A request without/m);
    expect(out).toMatch(/\n\n18 results: 15 passed, 3 skipped \(deployment, target-health, challenge\)$/);
    expect(all).toContainEqual(expect.stringMatching(/^draw:\[#+\.*\] Arrival of rows$/));
  });
});
