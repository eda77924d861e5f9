import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalStack } from '../../local/index.ts';
import { type Deployment, writeAssembly } from './support/assembly.ts';
import { scratch } from './support/scratch.ts';

const directory = scratch();
afterAll(() => directory.remove());

type Resources = Parameters<NonNullable<Deployment['change']>>[0];

/** Sets a property of a resource, by its path. */
const set = (logicalId: string, path: string, value: unknown) => (resources: Resources) => {
  const names = path.split('.');
  let owner: Record<string, unknown> = resources[logicalId]?.Properties ?? {};
  for (const name of names.slice(0, -1)) owner = owner[name] as Record<string, unknown>;
  owner[names.at(-1) ?? ''] = value;
};
const QUEUE_ARN = { 'Fn::GetAtt': ['Failed', 'Arn'] };

/** Configures a destination for events of the function `direct`, and a queue. */
const destination =
  (DestinationConfig: object, queue: object = {}) =>
  (resources: Resources) => {
    const FunctionName = { Ref: 'FunctionsDirectFunction01234567' };
    const Properties = { FunctionName, Qualifier: 'live', DestinationConfig };
    resources.Events = { Type: 'AWS::Lambda::EventInvokeConfig', Properties };
    resources.Failed = { Type: 'AWS::SQS::Queue', Properties: { ...queue } };
  };
const attribute = (key: string, value: string) => [{ Key: key, Value: value }];
const jwt = [{ Type: 'jwt-validation', JwtValidationConfig: {} }];

describe('a template with a property that is not emulated is rejected with its location', () => {
  test.each([
    [
      'an action',
      set('Rule10', 'Actions', jwt),
      /Test\/Rule10 \(AWS::ElasticLoadBalancingV2::ListenerRule\) Actions\.0 Type: the action jwt-validation is not emulated/,
    ],
    [
      'a target type',
      set('StreamGroup', 'TargetType', 'instance'),
      /StreamGroup .* TargetType: targets of type instance are not emulated/,
    ],
    [
      'a balancer attribute',
      set('Balancer', 'LoadBalancerAttributes', attribute('routing.http.new', 'true')),
      /Balancer .*the attribute routing\.http\.new is not emulated/,
    ],
    [
      'stickiness',
      set('StreamGroup', 'TargetGroupAttributes', attribute('stickiness.enabled', 'true')),
      /stickiness is not emulated/,
    ],
    [
      'a listener property',
      set('Listener', 'MutualAuthentication', {}),
      /Listener .*the property MutualAuthentication is not emulated/,
    ],
    [
      'two weighted groups',
      set('Rule20', 'Actions', [{ Type: 'forward', ForwardConfig: { TargetGroups: [{}, {}] } }]),
      /exactly one target group is supported/,
    ],
    ['two rules of one priority', set('Rule20', 'Priority', 10), /two rules have the priority 10/],
    [
      'a function property',
      set('FunctionsDirectFunction01234567', 'Layers', ['x']),
      /the property Layers is not emulated/,
    ],
    [
      'a runtime',
      set('FunctionsDirectFunction01234567', 'Runtime', 'python3.13'),
      /only Node\.js runtimes are emulated/,
    ],
    [
      'a missing asset',
      set('FunctionsDirectFunction01234567', 'Code.S3Key', 'other.zip'),
      /the assembly has no directory for the asset other\.zip/,
    ],
    ['weighted aliases', set('DirectAlias', 'RoutingConfig', {}), /the property RoutingConfig is not emulated/],
    [
      'an integration type',
      set('Post', 'Integration.Type', 'HTTP_PROXY'),
      /Post .* Integration Type: only AWS_PROXY is emulated/,
    ],
    ['a buffered integration', set('Post', 'Integration.ResponseTransferMode', 'BUFFERED'), /only STREAM is emulated/],
    ['an authorizer', set('Post', 'AuthorizationType', 'AWS_IAM'), /only NONE is emulated/],
    ['a public API', set('Api', 'EndpointConfiguration.Types', ['REGIONAL']), /only PRIVATE APIs are emulated/],
    [
      'a computed gateway header',
      set('Unknown', 'ResponseParameters', { 'gatewayresponse.header.X': 'method.request.header.Y' }),
      /only quoted constants are emulated/,
    ],
    [
      'a variable of a gateway response',
      set('Unknown', 'ResponseTemplates', { 'application/json': '$context.identity.sourceIp' }),
      /\$context\.identity\.sourceIp is not emulated/,
    ],
    [
      'a destination of successful events',
      destination({ OnSuccess: { Destination: 'x' } }),
      /Events .*DestinationConfig: the property OnSuccess is not emulated/,
    ],
    [
      'a destination that no template has',
      destination({ OnFailure: { Destination: 'arn:aws:sns:eu-west-1:000000000000:failed' } }),
      /Events .*DestinationConfig\.OnFailure Destination: only a queue of the templates is emulated/,
    ],
    [
      'a queue of another kind',
      destination({ OnFailure: { Destination: QUEUE_ARN } }, { FifoQueue: true }),
      /Failed \(AWS::SQS::Queue\): the property FifoQueue is not emulated/,
    ],
    [
      'a queue that the function may not send to',
      destination({ OnFailure: { Destination: QUEUE_ARN } }),
      /Events .*DestinationConfig: .*is not authorized to perform: sqs:SendMessage .*Allow it in the role's policy/,
    ],
    [
      'a queue of dead letters',
      set('FunctionsDirectFunction01234567', 'DeadLetterConfig', {
        TargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead',
      }),
      /the property DeadLetterConfig is not emulated/,
    ],
    [
      'a secret in a template',
      (resources: Resources) => {
        resources.Key = { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'here' } };
      },
      /Key .*the property SecretString is not emulated/,
    ],
    [
      'a time to live',
      set('Table', 'TimeToLiveSpecification', { Enabled: true, AttributeName: 'expires', Sooner: true }),
      /Table .*the property Sooner is not emulated/,
    ],
    [
      'another SDK call',
      set('Address', 'Create', '{"service":"S3","action":"listBuckets"}'),
      /only describeNetworkInterfaces of one interface is emulated/,
    ],
    [
      'another endpoint',
      set('Endpoint', 'ServiceName', 'com.amazonaws.eu-west-1.s3'),
      /only endpoints for execute-api are emulated/,
    ],
  ] as const)('%s', async (_, change, message) => {
    const assembly = writeAssembly(directory, { change });

    const starting = startLocalStack({ port: 0, assembly, catalog: [], stateDirectory: directory.inside('state') });

    await expect(starting).rejects.toThrow(message);
    await expect(starting).rejects.toMatchObject({ name: 'TemplateError' });
  });
});

describe('one state directory', () => {
  const start = (stateDirectory: string, port = 0) =>
    startLocalStack({
      port,
      assembly: writeAssembly(directory),
      catalog: [],
      stateDirectory: directory.inside(stateDirectory),
    });

  test('belongs to one running stack; two stacks use two directories', async () => {
    const first = await start('one');
    try {
      await expect(start('one')).rejects.toThrow(new RegExp(`already runs in .*one, as process ${process.pid}`));
      const second = await start('two');
      expect(second.endpoint).not.toBe(first.endpoint);
      await second.stop();
    } finally {
      await first.stop();
    }
    await (await start('one')).stop();
  });

  test('is free again after a stack was killed, even if this process has the same id', async () => {
    mkdirSync(directory.inside('killed'));
    writeFileSync(join(directory.inside('killed'), 'local.pid'), String(process.pid));

    await (await start('killed')).stop();
  });

  test('a port in use is an error and leaves nothing running', async () => {
    const first = await start('one');
    const port = Number(new URL(first.endpoint).port);

    await expect(start('three', port)).rejects.toThrow(`port ${port} is in use. Choose another with --port`);

    await first.stop();
    await (await start('three', port)).stop();
  });
});
