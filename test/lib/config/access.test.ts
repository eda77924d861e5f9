import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStage, parseStage, type StageConfig, StageConfigError } from '../../../lib/config/index.ts';

const MINIMAL =
  'region: eu-central-1\nedge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.example.com }\nauth: { apiKeys: true }\n';

const parse = (lines: string): StageConfig => parseStage(MINIMAL + lines, 'config/test.yaml');

/** The message for a stage with these lines. */
function refusal(lines: string): string {
  try {
    parse(lines);
  } catch (error) {
    if (error instanceof StageConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${lines}`);
}

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:report';
const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders';
const NAME = 'not a valid name; expected a lower-case letter, then at most 31 lower-case letters, digits or hyphens';

describe('a toolkit function', () => {
  test('needs only its entry', () => {
    expect(parse('functions: { rank: { entry: tools/rank.ts } }\n').functions).toEqual({
      direct: { memoryMb: 512, timeoutSeconds: 30 },
      stream: { memoryMb: 512, timeoutSeconds: 300 },
      listen: { memoryMb: 256, timeoutSeconds: 840, maxStreams: 100 },
      worker: { memoryMb: 512, timeoutSeconds: 840 },
      toolkit: {
        rank: { entry: 'tools/rank.ts', memoryMb: 512, timeoutSeconds: 300, environment: {}, permissions: [] },
      },
    });
  });

  test.each(['rank.mjs', 'a/b.c/rank.js', 'tools/a..b.ts'])('may start at %s', (entry) => {
    expect(parse(`functions: { rank: { entry: ${entry} } }\n`).functions.toolkit.rank).toMatchObject({ entry });
  });

  test.each(['/tools/rank.ts', '../rank.ts', './rank.ts', 'tools/../../rank.ts', 'tools\\rank.ts', 'rank.py', ''])(
    'may not start at %j',
    (entry) => {
      expect(refusal(`functions: { rank: { entry: '${entry}' } }\n`)).toContain(
        `functions.rank.entry: found ${JSON.stringify(entry)}; expected the .ts, .js or .mjs file`,
      );
    },
  );

  test.each([
    [
      '{ steam: { memoryMb: 1024 } }',
      'functions.steam.entry: found nothing; expected the .ts, .js or .mjs file of this toolkit function (any function besides direct, stream, listen and worker)',
    ],
    ['{ Rank: { entry: a.ts } }', `functions.Rank: ${NAME}`],
    [
      '{ listen: { entry: a.ts, environment: { A: b } } }',
      'functions.listen: found a toolkit function; Spillway has a function named listen: rename it',
    ],
    [
      '{ rank: { entry: a.ts, handler: x } }',
      'functions.rank.handler: unknown key; allowed here: memoryMb, timeoutSeconds, reservedConcurrency, entry, vpc, environment, permissions',
    ],
    ['{ rank: a.ts }', 'functions.rank: found "a.ts"; expected a mapping of keys to values'],
    [
      '{ rank: { entry: a.ts, timeoutSeconds: 841 } }',
      'functions.rank.timeoutSeconds: found 841; expected a whole number from 1 to 840',
    ],
    [
      '{ rank: { entry: a.ts, environment: { COUNT: 3 } } }',
      'functions.rank.environment.COUNT: found 3; expected a string',
    ],
    [
      `{ rank: { entry: a.ts, environment: { TEXT: ${'x'.repeat(4093)} } } }`,
      'functions.rank.environment: found {"TEXT":"x',
    ],
  ])('with %s is an error that gives the fix', (functions, message) => {
    expect(refusal(`functions: ${functions}\n`)).toContain(`config/test.yaml:4: ${message}`);
  });

  test.each(['AWS_REGION', 'LAMBDA_TASK_ROOT', 'SPILLWAY_SETTINGS', '_HANDLER', 'A-B', '1A'])(
    'may not set the variable %s',
    (variable) => {
      expect(refusal(`functions: { rank: { entry: a.ts, environment: { '${variable}': x } } }\n`)).toContain(
        `functions.rank.environment.${variable}: not a valid name; expected a name of letters, digits and underscores`,
      );
    },
  );

  test('that does not exist is refused when its stage is loaded', () => {
    const root = mkdtempSync(join(tmpdir(), 'spillway-stage-'));
    mkdirSync(join(root, 'config'));
    mkdirSync(join(root, 'directory.ts'));
    writeFileSync(join(root, 'there.ts'), '');
    const entries = '{ a: { entry: there.ts }, b: { entry: gone.ts }, c: { entry: directory.ts } }';
    writeFileSync(join(root, 'config', 'test.yaml'), `${MINIMAL}functions: ${entries}\n`);
    expect(() => loadStage(root, 'test')).toThrow(
      new StageConfigError(
        'config/test.yaml:4: functions.b.entry: found "gone.ts"; expected a file that exists below the root of the repository\n' +
          'config/test.yaml:4: functions.c.entry: found "directory.ts"; expected a file that exists below the root of the repository',
      ),
    );
    rmSync(root, { recursive: true });
  });
});

describe("a toolkit function's permissions", () => {
  const withPermission = (permission: string) => `functions: { rank: { entry: a.ts, permissions: [${permission}] } }\n`;
  const where = 'config/test.yaml:4: functions.rank.permissions[0]';

  test.each([
    "{ actions: [s3:GetObject, s3:PutObject], resources: ['arn:aws:s3:::reports/today.csv'] }",
    "{ actions: [s3:GetObject], resources: ['arn:aws:s3:::reports/*'], reason: Reports are new every day. }",
    "{ actions: [translate:TranslateText], resources: ['*'], reason: The action knows no resources. }",
    "{ actions: [sqs:SendMessage], resources: ['arn:aws:sqs:eu-central-1:111122223333:orders'] }",
  ])('may be %s', (permission) => {
    expect(parse(withPermission(permission)).functions.toolkit.rank?.permissions).toHaveLength(1);
  });

  test.each([
    ["{ actions: ['*'], resources: [] }", '.actions[0]: found "*"; expected one action by its name, without wildcards'],
    [
      "{ actions: ['s3:Get*'], resources: ['arn:aws:s3:::a'] }",
      '.actions[0]: found "s3:Get*"; expected one action by its name',
    ],
    ["{ actions: [], resources: ['arn:aws:s3:::a'] }", '.actions: found []; expected at least one action'],
    ['{ actions: [s3:GetObject], resources: [] }', '.resources: found []; expected at least one ARN'],
    ['{ actions: [s3:GetObject], resources: [reports] }', '.resources[0]: found "reports"; expected an ARN'],
    [
      "{ actions: [sqs:SendMessage], resources: ['arn:aws:sqs:*:*:orders'], reason: Every queue of that name. }",
      '.resources[0]: found "arn:aws:sqs:*:*:orders"; expected an ARN that names service, Region and account',
    ],
    [
      "{ actions: [s3:GetObject], resources: ['*'] }",
      '.reason: found nothing; expected the reason why a resource with a wildcard is needed',
    ],
    [
      "{ actions: [s3:GetObject], resources: ['arn:aws:s3:::reports/*'] }",
      '.reason: found nothing; expected the reason why a resource with a wildcard is needed',
    ],
    [
      "{ actions: [s3:GetObject], resources: ['*'], reason: needed }",
      '.reason: found "needed"; expected a reason of at least 20 characters',
    ],
    ['{ actions: [s3:GetObject], effect: Allow }', '.effect: unknown key; allowed here: actions, resources, reason'],
  ])('may not be %s', (permission, message) => {
    expect(refusal(withPermission(permission))).toContain(where + message);
  });
});

describe('what tools may reach', () => {
  test('is kept as it is written', () => {
    const lines =
      `existingFunctions: { report: '${FUNCTION_ARN}', live: '${FUNCTION_ARN}:live', newest: '${FUNCTION_ARN}:$LATEST' }\n` +
      `tables: { orders: { table: ${TABLE_ARN} }, carts: { table: shop.carts_2, writable: true } }\n` +
      "awsRoles: { reader: 'arn:aws:iam::111122223333:role/reports/reader' }\nsecrets: { store: ssm }\n";
    expect(parse(lines)).toMatchObject({
      existingFunctions: {
        report: FUNCTION_ARN,
        live: `${FUNCTION_ARN}:live`,
        newest: `${FUNCTION_ARN}:$LATEST`,
      },
      tables: { orders: { table: TABLE_ARN, writable: false }, carts: { table: 'shop.carts_2', writable: true } },
      awsRoles: { reader: 'arn:aws:iam::111122223333:role/reports/reader' },
      secrets: { store: 'ssm' },
    });
  });

  const notAFunction = 'expected the ARN of a Lambda function, with or without a version or alias';
  const notATable = 'expected the name of a DynamoDB table or its ARN';
  const notTheirTable = "expected a table that no stage owns: tools may not reach a stage's catalogue, state or audit";
  const notARole = 'expected the ARN of an IAM role';

  test.each([
    ['existingFunctions: { report: report }\n', `existingFunctions.report: found "report"; ${notAFunction}`],
    [
      `existingFunctions: { all: '${FUNCTION_ARN}*' }\n`,
      `existingFunctions.all: found "${FUNCTION_ARN}*"; ${notAFunction}`,
    ],
    [
      `existingFunctions: { table: '${TABLE_ARN}' }\n`,
      `existingFunctions.table: found "${TABLE_ARN}"; ${notAFunction}`,
    ],
    [
      "existingFunctions: { report: 'arn:aws:lambda:eu-central-1::function:report' }\n",
      `existingFunctions.report: found "arn:aws:lambda:eu-central-1::function:report"; ${notAFunction}`,
    ],
    [`existingFunctions: { Report: '${FUNCTION_ARN}' }\n`, `existingFunctions.Report: ${NAME}`],
    [
      `existingFunctions: { stream: '${FUNCTION_ARN}' }\n`,
      `existingFunctions.stream: found "${FUNCTION_ARN}"; expected another name: functions.stream has this one`,
    ],
    [
      `functions: { rank: { entry: a.ts } }\nexistingFunctions: { rank: '${FUNCTION_ARN}' }\n`,
      `existingFunctions.rank: found "${FUNCTION_ARN}"; expected another name: functions.rank has this one`,
    ],
    [
      "existingFunctions: { far: 'arn:aws:lambda:us-east-1:111122223333:function:report' }\n",
      'existingFunctions.far: found "arn:aws:lambda:us-east-1:111122223333:function:report"; expected an ARN in the stage\'s Region, eu-central-1',
    ],
    ["tables: { orders: { table: '*' } }\n", `tables.orders.table: found "*"; ${notATable}`],
    ['tables: { orders: { table: ab } }\n', `tables.orders.table: found "ab"; ${notATable}`],
    [
      `tables: { orders: { table: '${TABLE_ARN}/index/*' } }\n`,
      `tables.orders.table: found "${TABLE_ARN}/index/*"; ${notATable}`,
    ],
    ['tables: { orders: {} }\n', 'tables.orders.table: found nothing; expected a string'],
    ['tables: { orders: { name: a } }\n', 'tables.orders.name: unknown key; allowed here: table, writable'],
    ['tables: { orders: { table: abc, writable: 1 } }\n', 'tables.orders.writable: found 1; expected true or false'],
    [
      "tables: { far: { table: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders' } }\n",
      'tables.far.table: found "arn:aws:dynamodb:us-east-1:111122223333:table/orders"; expected an ARN in the stage\'s Region, eu-central-1',
    ],
    [
      'tables: { tools: { table: spillway-prod-catalog } }\n',
      `tables.tools.table: found "spillway-prod-catalog"; ${notTheirTable}`,
    ],
    [
      "tables: { tools: { table: 'arn:aws:dynamodb:eu-central-1:111122223333:table/spillway-dev-catalog' } }\n",
      notTheirTable,
    ],
    ['tables: { tasks: { table: spillway-prod-state, writable: true } }\n', notTheirTable],
    ['tables: { log: { table: spillway-prod-audit, writable: true } }\n', notTheirTable],
    ['awsRoles: { reader: reader }\n', `awsRoles.reader: found "reader"; ${notARole}`],
    [
      "awsRoles: { all: 'arn:aws:iam::111122223333:role/*' }\n",
      `awsRoles.all: found "arn:aws:iam::111122223333:role/*"; ${notARole}`,
    ],
    [
      "awsRoles: { root: 'arn:aws:iam::111122223333:user/me' }\n",
      `awsRoles.root: found "arn:aws:iam::111122223333:user/me"; ${notARole}`,
    ],
    ['secrets: { store: vault }\n', 'secrets.store: found "vault"; expected one of secrets-manager, ssm'],
    ['secrets: { prefix: mine }\n', 'secrets.prefix: unknown key; allowed here: store'],
  ])('with %j is an error that gives the fix', (lines, message) => {
    expect(refusal(lines)).toContain(message);
  });

  test('must fit the environment of a function', () => {
    const tables = Array.from({ length: 80 }, (_, index) => `  table-${index}: { table: shop-table-${index} }`);
    expect(parse(`tables:\n${tables.slice(0, 40).join('\n')}\n`).tables).toHaveProperty('table-39');
    expect(refusal(`tables:\n${tables.join('\n')}\n`)).toMatch(
      /^config\/test\.yaml:1: \(the whole document\): found \{"region":"eu-central-1",.{1,120}\.\.\.; expected lists that fit into the environment variables of a function: .* take 4[0-9]{3} bytes, and 2936 are available/,
    );
  });
});
