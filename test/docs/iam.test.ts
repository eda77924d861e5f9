import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDoctorServer } from '../../bin/cli/doctor/server/index.ts';
import { type CliContext, runCommandLine } from '../../bin/cli/index.ts';
import { withTable } from '../../bin/cli/table.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { Access, readStatements } from '../../local/iam/index.ts';
import { LocalTables } from '../../local/table/index.ts';
import type { TableModel } from '../../local/table/model.ts';
import { resolverOf } from '../local/support/templates.ts';

const IAM = join(REPOSITORY_ROOT, 'docs/iam');
const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
const CATALOG = 'spillway-prod-catalog';
const AUDIT = 'spillway-prod-audit';
const ROLES = ['tool-author', 'security', 'auditor', 'doctor-running'] as const;

const TOOL = `kind: Tool
server: orders
name: refund
description: Refunds an order.
input: { type: object, properties: { amount: { type: integer } }, required: [amount] }
target: { type: static, text: done }
`;
const POLICY = `kind: Policy
server: orders
name: small
policy: |
  permit(principal, action == Action::"tool:refund", resource) when { context.input.amount < 100 };
`;

const table = (TableName: string): TableModel => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
});

let tables: LocalTables;
let directory: string;
const credentials = new Map<string, Readonly<Record<string, string>>>();
const environment = { ...process.env };

/** The statements of a shipped policy, as the local stack reads them from a template. */
function statementsOf(role: string) {
  const PolicyDocument: unknown = JSON.parse(readFileSync(join(IAM, `${role}.json`), 'utf8'));
  const Properties = { RoleName: role, AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'p', PolicyDocument }] };
  const resolver = resolverOf({ Test: { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } } });
  return readStatements(resolver, `arn:aws:iam::${ACCOUNT}:role/${role}`);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'spillway-iam-'));
  writeFileSync(join(directory, 'tool.yaml'), TOOL);
  writeFileSync(join(directory, 'policy.yaml'), POLICY);
  const access = new Access(() => {});
  const partitionKeys = new Map([CATALOG, AUDIT].map((name) => [name, 'pk']));
  tables = await LocalTables.open(join(directory, 'table'), true, {
    ...{ access, account: ACCOUNT, region: REGION, partitionKeys },
  });
  await tables.ensure([table(CATALOG), table(AUDIT)], REGION);
  for (const role of ROLES) {
    const issued = access.issue(`arn:aws:iam::${ACCOUNT}:role/${role}`, 'somebody', statementsOf(role));
    credentials.set(role, {
      AWS_ACCESS_KEY_ID: issued.accessKeyId,
      AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
      AWS_SESSION_TOKEN: issued.sessionToken,
    });
  }
});
afterAll(async () => {
  process.env = environment;
  await tables.close();
  rmSync(directory, { recursive: true });
});

/** Runs a command with the credentials of a role. */
async function as(role: (typeof ROLES)[number], ...words: readonly string[]) {
  process.env = { ...environment, ...credentials.get(role), AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint };
  const out: string[] = [];
  const err: string[] = [];
  const context: CliContext = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    directory,
    userDirectory: directory,
    fetch: () => Promise.reject(new Error('no network')),
    targets: targetTypes,
  };
  const code = await runCommandLine([...words, '--table', CATALOG, '--region', REGION], context);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const REFUSED = { code: 1, err: expect.stringMatching(/is not authorized to perform: dynamodb:\w+/) };
const DONE = expect.objectContaining({ code: 0 });

test('the policies are those of the three roles, and the two of doctor', () => {
  // A test of doctor compares the one that reads an account with the actions that it calls.
  expect(readdirSync(IAM).sort()).toEqual([...ROLES, 'doctor'].map((role) => `${role}.json`).sort());
});

test('a tool author publishes, and has nothing of keys, policies, the deny list and the audit', async () => {
  expect(await as('tool-author', 'apply', '-f', 'tool.yaml')).toEqual(DONE);
  expect(await as('tool-author', 'list', 'orders')).toEqual(DONE);

  expect(await as('tool-author', 'apply', '-f', 'policy.yaml')).toMatchObject(REFUSED);
  expect(await as('tool-author', 'keys', 'create', '--name', 'n', '--owner', 'o')).toMatchObject(REFUSED);
  expect(await as('tool-author', 'keys', 'list')).toMatchObject(REFUSED);
  expect(await as('tool-author', 'deny', 'add', '--subject', 'alice')).toMatchObject(REFUSED);
  expect(await as('tool-author', 'audit')).toMatchObject(REFUSED);
  // It would scan the table, keys included.
  expect(await as('tool-author', 'compact')).toMatchObject(REFUSED);
});

test('the security role manages keys, policies and the deny list, and publishes no tool', async () => {
  const { out } = await as('security', 'keys', 'create', '--name', 'n', '--owner', 'o', '--json');
  const { id } = JSON.parse(out);
  expect(await as('security', 'keys', 'rotate', id)).toEqual(DONE);
  expect(await as('security', 'keys', 'revoke', id)).toEqual(DONE);
  expect(await as('security', 'deny', 'add', '--subject', 'alice')).toEqual(DONE);
  expect(await as('security', 'apply', '-f', 'policy.yaml')).toEqual(DONE);
  expect(await as('security', 'delete', 'orders', '--policy', 'small', '--yes')).toEqual(DONE);

  writeFileSync(join(directory, 'other.yaml'), TOOL.replace('refund', 'other'));
  expect(await as('security', 'apply', '-f', 'other.yaml')).toMatchObject(REFUSED);
  expect(await as('security', 'delete', 'orders', '--yes')).toMatchObject(REFUSED);
});

test('an auditor reads what happened, refused attempts included, and changes nothing', async () => {
  const { out } = await as('auditor', 'audit', '--json');

  const actions = out.split('\n').map((line) => {
    const { action, outcome } = JSON.parse(line);
    return `${action} ${outcome}`;
  });
  expect(actions).toEqual(
    expect.arrayContaining(['catalog.apply done', 'catalog.apply failed', 'keys.create done', 'keys.create failed']),
  );
  expect(await as('auditor', 'keys', 'list')).toEqual(DONE);
  expect(await as('auditor', 'deny', 'list')).toEqual(DONE);
  expect(await as('auditor', 'apply', '-f', 'tool.yaml')).toMatchObject(REFUSED);
  expect(await as('auditor', 'keys', 'create', '--name', 'n', '--owner', 'o')).toMatchObject(REFUSED);
  expect(await as('auditor', 'deny', 'remove', 'x')).toMatchObject(REFUSED);
});

test('doctor publishes its server and creates its key, and changes no other server', async () => {
  const context = { directory, targets: targetTypes, fetch, stdout() {}, stderr() {} };
  const open = () =>
    withTable({ table: CATALOG, region: REGION }, context, async (table, { changes }) => {
      const server = createDoctorServer({ table, changes, maxDays: 365, now: Date.now });
      await server.open(Date.now);
      await server.publishLater();
      return server.key;
    });
  expect(await as('doctor-running', 'list', 'orders')).toMatchObject(REFUSED);

  // The second run deletes what the first one left, and then its own.
  expect(await open()).toMatch(/^spw_/);
  expect(await open()).toMatch(/^spw_/);
  await withTable({ table: CATALOG, region: REGION }, context, async (table, { changes }) => {
    const server = createDoctorServer({ table, changes, maxDays: 365, now: Date.now });
    await server.open(Date.now);
    await server.close();
  });

  expect((await as('security', 'keys', 'list')).out).not.toContain('spillway doctor');
  expect(await as('doctor-running', 'apply', '-f', 'tool.yaml')).toMatchObject(REFUSED);
  expect(await as('doctor-running', 'apply', '-f', 'policy.yaml')).toMatchObject(REFUSED);
  expect(await as('doctor-running', 'delete', 'orders', '--yes')).toMatchObject(REFUSED);
  expect(await as('doctor-running', 'deny', 'add', '--subject', 'alice')).toMatchObject(REFUSED);
  expect(await as('doctor-running', 'audit')).toMatchObject(REFUSED);
});
