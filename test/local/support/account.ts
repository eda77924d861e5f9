import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../../local/index.ts';
import { writeAssembly } from './assembly.ts';
import type { Scratch } from './scratch.ts';

/** A function's credentials and endpoints. */
export interface Reach {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
  /** Endpoints by the service's name in its environment variable. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Returns its environment, or does what its event specifies. */
const DIRECT = `
  const shared = { account: Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))) };
  export const handler = async (event) => event.httpMethod === undefined ? event
    : { statusCode: 200, headers: {}, body: JSON.stringify(shared.account) };`;

/** Writes the chunks of its event one at a time, and ends as the event specifies; with a `gate`, once that file exists. */
const STREAM = `
  import { existsSync } from 'node:fs';
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const done = [];
  export const handler = awslambda.streamifyResponse(async ({ pieces = [], pauseMs = 0, end, bytes, ask, log, gate }, stream, context) => {
    while (gate !== undefined && !existsSync(gate)) await sleep(10);
    if (log !== undefined) console.log(log, context.awsRequestId);
    if (ask === 'done') pieces = [JSON.stringify(done)];
    if (ask === 'id') pieces = [context.awsRequestId + ' ' + context.invokedFunctionArn];
    if (end === 'early') throw new TypeError('too early');
    if (bytes !== undefined) stream.write('x'.repeat(bytes));
    for (const piece of pieces) { stream.write(piece); await sleep(pauseMs); }
    if (end === 'throw') throw new RangeError('too late');
    if (end === 'exit') process.exit(3);
    if (end === 'hang') await sleep(60_000);
    done.push(pieces.length);
    stream.end();
  });`;

const ALIAS = 'arn:aws:lambda:eu-west-1:000000000000:function:Test-FunctionsStreamFunction01234567-local:live';

/** Statements of the role that both functions have. */
const STATEMENTS = [
  { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: 'StreamAlias' } },
  {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:Query'],
    Resource: [
      'arn:aws:dynamodb:eu-west-1:000000000000:table/cities',
      'arn:aws:dynamodb:eu-west-1:000000000000:table/cities/index/*',
      'arn:aws:dynamodb:eu-west-1:444455556666:table/cities',
    ],
  },
  {
    Effect: 'Allow',
    Action: 'secretsmanager:Get*',
    Resource: 'arn:aws:secretsmanager:eu-west-1:*:secret:spillway/dev/*/*',
  },
  { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Key' } },
  { Effect: 'Deny', Action: '*', Resource: 'arn:aws:secretsmanager:eu-west-1:*:secret:spillway/dev/orders/barred-*' },
  { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: 'arn:aws:ssm:eu-west-1:*:parameter/spillway/dev/*/*' },
  { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::111122223333:role/reports/reader' },
];

/** Writes a catalogue directory with one tool and a `local.yaml`. */
export function writeStory(directory: Scratch, localYaml: string): string {
  directory.write('story/local.yaml', localYaml);
  directory.write(
    'story/tools.yaml',
    'kind: Tool\nserver: orders\nname: hello\ndescription: Says hello.\ninput: { type: object }\ntarget: { type: static, text: hello }\n',
  );
  return directory.inside('story');
}

/** A stack whose functions have a few permissions, and their credentials and endpoints. */
export async function startAccount(directory: Scratch, options: LocalStackOptions = {}) {
  const assembly = writeAssembly(directory, {
    direct: DIRECT,
    stream: STREAM,
    change(resources) {
      for (const name of ['Direct', 'Stream']) {
        const properties = resources[`Functions${name}Function01234567`]?.Properties ?? {};
        properties.Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
      }
      const table = resources.Table?.Properties ?? {};
      table.AttributeDefinitions = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
      table.KeySchema = [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ];
      resources.Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
      // Access is denied: no statement lists it.
      for (const name of ['Key', 'Other']) {
        const GenerateSecretString = { PasswordLength: 64, ExcludePunctuation: true };
        resources[name] = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString } };
      }
      resources.StreamEvents = {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'FunctionsStreamFunction01234567' },
          Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: 'StreamAlias' }] }] },
          MaximumEventAgeInSeconds: 60,
          MaximumRetryAttempts: 1,
        },
      };
      resources.Policy = {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'p', PolicyDocument: { Statement: STATEMENTS }, Roles: [{ Ref: 'Role' }] },
      };
    },
  });
  const lines: string[] = [];
  const stack = await startLocalStack({
    port: 0,
    assembly,
    catalog: [],
    stateDirectory: directory.inside('state'),
    log: (line) => lines.push(line),
    ...options,
  });
  return { stack, lines, alias: ALIAS, reach: await reachOf(stack) };
}

/** Reads the environment of the function behind `/direct/`. */
async function reachOf(stack: LocalStack): Promise<Reach> {
  const variables = (await (await fetch(`${stack.endpoint}/direct/`)).json()) as Record<string, string>;
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = variables;
  return {
    region: AWS_REGION ?? '',
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: AWS_SESSION_TOKEN ?? '',
    },
    endpoints: Object.fromEntries(
      Object.entries(variables).flatMap(([name, value]) => {
        const [, service] = /^AWS_ENDPOINT_URL_(.+)$/.exec(name) ?? [];
        return service === undefined ? [] : [[service, value]];
      }),
    ),
  };
}

/** Options of an AWS client. */
export function configOf({ region, credentials, endpoints }: Reach, service: string) {
  return { region, credentials, endpoint: endpoints[service] ?? '', maxAttempts: 1 };
}

/** Invokes a function, buffered. @returns status, error mark and payload */
export async function invokeBuffered(client: LambdaClient, FunctionName: string, event: unknown, Qualifier?: string) {
  const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier, Payload: JSON.stringify(event) }));
  return { error: answer.FunctionError, payload: Buffer.from(answer.Payload ?? []).toString() };
}
