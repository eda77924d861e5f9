import type { AwsAccess } from '../../../lambda/targets/types.ts';
import { codeOf, type Json, onlyResource, permissionsOf, type SynthesizedStage } from './synthesize.ts';

/** What a stage's tools may reach: the settings of its functions, and the statements of their roles. */
interface ExpectedAccess {
  readonly settings: AwsAccess;
  readonly statements: readonly Json[];
}

/** The ARN of a resource in the stage's account. */
export const inAccount = (service: string, resource: string) => ({
  'Fn::Join': ['', [`arn:aws:${service}:us-east-1:`, { Ref: 'AWS::AccountId' }, `:${resource}`]],
});
const allow = (Sid: string, Action: string | string[], Resource: Json) => ({ Sid, Effect: 'Allow', Action, Resource });

const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

const EXPECTED: Readonly<Record<string, ExpectedAccess>> = {
  dev: {
    settings: {
      functions: { rank: expect.stringMatching(/^FunctionsrankFunctionAliaslive/) },
      tables: { countries: { table: 'spillway-example-countries', writable: false } },
      roles: {},
      secrets: { store: 'secrets-manager', prefix: 'spillway/dev/' },
    },
    statements: [
      allow('InvokeFunctions', 'lambda:InvokeFunction', {
        Ref: expect.stringMatching(/^FunctionsrankFunctionAliaslive/),
      }),
      allow('ReadTables', READ, [
        inAccount('dynamodb', 'table/spillway-example-countries'),
        inAccount('dynamodb', 'table/spillway-example-countries/index/*'),
      ]),
      allow('ReadSecrets', 'secretsmanager:GetSecretValue', inAccount('secretsmanager', 'secret:spillway/dev/*/*')),
    ],
  },
  prod: {
    settings: {
      functions: {},
      tables: {},
      roles: {},
      secrets: { store: 'secrets-manager', prefix: 'spillway/prod/' },
    },
    statements: [
      allow('ReadSecrets', 'secretsmanager:GetSecretValue', inAccount('secretsmanager', 'secret:spillway/prod/*/*')),
    ],
  },
  workshop: {
    settings: {
      functions: {
        rank: expect.stringMatching(/^FunctionsrankFunctionAliaslive/),
        plain: expect.stringMatching(/^FunctionsplainFunctionAliaslive/),
        report: 'arn:aws:lambda:us-east-1:111122223333:function:report',
        invoice: 'arn:aws:lambda:us-east-1:111122223333:function:invoice:live',
      },
      tables: {
        orders: { table: 'shop-orders', writable: false },
        carts: { table: 'shop-carts', writable: true },
        partner: { table: 'arn:aws:dynamodb:us-east-1:444455556666:table/prices', writable: false },
      },
      roles: { reports: 'arn:aws:iam::444455556666:role/reports/reader' },
      secrets: { store: 'ssm', prefix: '/spillway/workshop/' },
    },
    statements: [
      allow('InvokeFunctions', 'lambda:InvokeFunction', [
        'arn:aws:lambda:us-east-1:111122223333:function:invoice:live',
        'arn:aws:lambda:us-east-1:111122223333:function:report',
        'arn:aws:lambda:us-east-1:111122223333:function:report:*',
        { Ref: expect.stringMatching(/^FunctionsplainFunctionAliaslive/) },
        { Ref: expect.stringMatching(/^FunctionsrankFunctionAliaslive/) },
      ]),
      allow('ReadTables', READ, [
        'arn:aws:dynamodb:us-east-1:444455556666:table/prices',
        'arn:aws:dynamodb:us-east-1:444455556666:table/prices/index/*',
        inAccount('dynamodb', 'table/shop-carts'),
        inAccount('dynamodb', 'table/shop-carts/index/*'),
        inAccount('dynamodb', 'table/shop-orders'),
        inAccount('dynamodb', 'table/shop-orders/index/*'),
      ]),
      allow('WriteTables', WRITE, inAccount('dynamodb', 'table/shop-carts')),
      allow('AssumeRoles', 'sts:AssumeRole', 'arn:aws:iam::444455556666:role/reports/reader'),
      allow('ReadSecrets', 'ssm:GetParameter', inAccount('ssm', 'parameter/spillway/workshop/*/*')),
    ],
  },
};

/** What the tools of a stage may reach. */
export function expectedAccess(stage: string): ExpectedAccess {
  const expected = EXPECTED[stage];
  if (expected === undefined) throw new Error(`stage ${stage}: EXPECTED has no entry for it`);
  return expected;
}

/** Statement by which functions may read the secrets of tools: the pattern of their ARNs, from the Region on. */
export function secretsPattern(stage: string): string {
  const { statements } = expectedAccess(stage);
  return statements.find(({ Sid }) => Sid === 'ReadSecrets')?.Resource['Fn::Join'][1].at(-1);
}

/** Whether a pattern of a policy stands for an ARN: its `*` is any run of characters, slashes too. */
export function covers(pattern: string, arn: string): boolean {
  const literals = pattern.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(arn);
}

export function describeTools({ stage }: SynthesizedStage): void {
  const { store, prefix } = expectedAccess(stage).settings.secrets;
  const pattern = secretsPattern(stage);
  const arnEnd = (name: string) => (store === 'ssm' ? `:parameter${name}` : `:secret:${name}-AbCdEf`);

  test("a server's secrets are in reach, under the name that its functions make of the prefix", () => {
    expect(covers(pattern, arnEnd(`${prefix}orders/orders-api-token`))).toBe(true);
  });

  test("another stage's secrets are not, nor the parameter that holds the certificate", () => {
    expect(covers(pattern, arnEnd(`${prefix.replace(stage, `${stage}-2`)}orders/orders-api-token`))).toBe(false);
    expect(covers(pattern, `:parameter/spillway/${stage}/certificate-arn`)).toBe(false);
  });
}

export function describeToolkit({ stage, service, directory }: SynthesizedStage): void {
  const functionOf = (name: string) =>
    onlyResource(service, 'AWS::Lambda::Function', { Description: `Spillway ${stage}: toolkit function ${name}` });
  const writeLog = (name: string) => ({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^Functions${name}Logs`)), 'Arn'] },
  });

  test('one runs like the functions of the stage itself, in its own size and environment', () => {
    const { properties } = functionOf('rank');
    expect(properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 2048,
      Timeout: 840,
      ReservedConcurrentExecutions: 3,
      Environment: { Variables: { GREETING: 'hello' } },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.stringMatching(/^FunctionsrankLogs/) } },
    });
    expect(codeOf(directory, properties)).toContain("'rank'");
  });

  test('one with an entry only has every default, and no environment', () => {
    const { properties } = functionOf('plain');
    expect(properties).toMatchObject({ MemorySize: 512, Timeout: 300 });
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(properties).not.toHaveProperty('Environment');
    expect(codeOf(directory, properties)).toContain("'plain'");
  });

  test.each(['rank', 'plain'])('%s is called as the alias live', (name) => {
    service.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live', FunctionName: { Ref: functionOf(name).id } });
  });

  test('one may do exactly what the stage lists, beside writing its log', () => {
    const { role, statements } = permissionsOf(service, functionOf('rank').properties);
    expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']);
    expect(statements).toEqual([
      writeLog('rank'),
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:orders' },
      { Effect: 'Allow', Action: 'translate:TranslateText', Resource: '*' },
    ]);
    expect(permissionsOf(service, functionOf('plain').properties).statements).toEqual([writeLog('plain')]);
  });
}
