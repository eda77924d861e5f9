import { Match } from 'aws-cdk-lib/assertions';
import { type FunctionSettings, readSettings } from '../../../lambda/settings.ts';
import { FUNCTIONS, type FunctionName } from '../../../lib/functions/index.ts';
import { codeOf, deployed, onlyResource, outputOf, permissionsOf, type SynthesizedStage } from './synthesize.ts';
import { expectedAccess, inAccount } from './tools.ts';

const DESCRIPTION: Record<FunctionName, string> = {
  direct: 'discovery, lists, CORS and challenges',
  stream: 'calls, streamed',
  listen: 'subscriptions, streamed',
  worker: 'tasks, which outlive their request',
};

const READ_SIGNING_KEY = {
  Sid: 'ReadSigningKey',
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: { Ref: expect.stringMatching(/^SigningKeySecret/) },
};
const START_TASKS = {
  Sid: 'StartTasks',
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Resource: { Ref: expect.stringMatching(/^FunctionsWorkerFunctionAliaslive/) },
};
const FAILED_EVENTS = { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsWorkerFailedEventsQueue/), 'Arn'] };
const KEEP_FAILED_EVENTS = {
  Sid: 'KeepFailedEvents',
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: FAILED_EVENTS,
};

export function describeFunctions({ stage, config, service, directory }: SynthesizedStage): void {
  const functionOf = (name: FunctionName) =>
    onlyResource(service, 'AWS::Lambda::Function', { Description: `Spillway ${stage}: ${DESCRIPTION[name]}` });

  const tableArn = (table: string) => inAccount('dynamodb', `table/spillway-${stage}-${table}`);
  /** Tells the table from one that a backup restored. */
  const identifyCatalog = {
    Sid: 'IdentifyCatalog',
    Effect: 'Allow',
    Action: 'dynamodb:DescribeTable',
    Resource: tableArn('catalog'),
  };

  describe.each(Object.keys(FUNCTIONS) as FunctionName[])('%s', (name) => {
    const size = config.functions[name];

    test('runs on arm64 and Node 24, in the size that the stage gives it, outside the VPC', () => {
      const { properties } = functionOf(name);
      expect(properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: size.memoryMb,
        Timeout: size.timeoutSeconds,
      });
      expect(properties.ReservedConcurrentExecutions).toBe(size.reservedConcurrency);
      expect(properties).not.toHaveProperty('VpcConfig');
    });

    test('logs JSON into a group of its own', () => {
      const { properties } = functionOf(name);
      expect(properties.LoggingConfig).toEqual({
        LogFormat: 'JSON',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'WARN',
        LogGroup: { Ref: expect.stringMatching(new RegExp(`^Functions${name}Logs`, 'i')) },
      });
    });

    test('is called as the alias live', () => {
      service.hasResourceProperties('AWS::Lambda::Alias', {
        Name: 'live',
        FunctionName: { Ref: functionOf(name).id },
      });
    });

    test('has another version when the name of the load balancer changes, which the template cannot show, if it knows no other', () => {
      const version = onlyResource(service, 'AWS::Lambda::Version', { FunctionName: { Ref: functionOf(name).id } });
      if (config.edge.domainName !== undefined) {
        expect(version.properties).not.toHaveProperty('Description');
        return;
      }
      expect(version.properties.Description['Fn::Join'][1]).toEqual([
        config.insecureHttp ? 'http://' : 'https://',
        outputOf(stage, 'Network', /LoadBalancerAlb.*DNSName/),
      ]);
    });

    test('carries the code it was given', () => {
      expect(codeOf(directory, functionOf(name).properties)).toContain(`'${name}'`);
    });

    test('finds in SPILLWAY_SETTINGS exactly what it reads', () => {
      const { Variables } = functionOf(name).properties.Environment;
      expect(Object.keys(Variables)).toEqual(['SPILLWAY_SETTINGS']);
      const written: FunctionSettings = readSettings({ SPILLWAY_SETTINGS: deployed(Variables.SPILLWAY_SETTINGS) });
      const expected: FunctionSettings = {
        stage,
        table: `spillway-${stage}-catalog`,
        publicUrl: `${config.insecureHttp ? 'http' : 'https'}://${config.edge.domainName ?? 'Fn::GetStackOutput'}`,
        allowedOrigins: config.edge.allowedOrigins,
        auth:
          stage === 'dev' ? { anonymous: { scopes: [] }, audience: 'server' } : { apiKeys: true, audience: 'server' },
        catalog: { refreshSeconds: 5, staleSeconds: 60, cacheEntries: 1000 },
        limits: { bodyBytes: 1_000_000, jsonDepth: 64 },
        upstreams: { allowedNetworks: config.upstreams.allowedNetworks },
        aws: expectedAccess(stage).settings,
        ...(name === 'stream' || name === 'listen' ? { streaming: { emptyBody: 'none', flush: 'filler' } } : {}),
        state: {
          table: `spillway-${stage}-state`,
          signingSecret: expect.stringMatching(/^SigningKeySecret/),
          ...(name === 'worker' || name === 'direct'
            ? {}
            : { worker: expect.stringMatching(/^FunctionsWorkerFunctionAliaslive/) }),
          ...(name === 'listen' ? { maxStreams: 100 } : {}),
        },
      };
      expect(written).toEqual(expected);
    });

    // `direct` and `listen` have fewer permissions than the others: the next tests.
    if (name === 'direct' || name === 'listen') return;

    test('may write its log, read the catalogue, keep state, reach what tools may, and unless it is the worker sign and start tasks, and if it is the worker keep failed events; nothing else', () => {
      const { role, statements } = permissionsOf(service, functionOf(name).properties);
      expect(statements).toEqual([
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^Functions${name}Logs`, 'i')), 'Arn'] },
        },
        { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: tableArn('catalog') },
        identifyCatalog,
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
          Resource: tableArn('state'),
        },
        // The worker signs nothing, and starts nothing.
        ...(name === 'worker' ? [KEEP_FAILED_EVENTS] : [READ_SIGNING_KEY, START_TASKS]),
        ...expectedAccess(stage).statements,
      ]);
      expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']);
    });
  });

  test('direct may write its log, read catalogue and state, and sign; it runs no tool, so it reaches nothing of theirs', () => {
    const { role, statements } = permissionsOf(service, functionOf('direct').properties);
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsDirectLogs/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: [tableArn('catalog'), tableArn('state')],
      },
      identifyCatalog,
      READ_SIGNING_KEY,
    ]);
    expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']);
  });

  test('listen may write its log, read catalogue and state, write the leases of its streams and what limits callers, and start tasks; nothing else', () => {
    const { role, statements } = permissionsOf(service, functionOf('listen').properties);
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsListenLogs/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: [tableArn('catalog'), tableArn('state')],
      },
      identifyCatalog,
      {
        Sid: 'HoldStreamLeases',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: tableArn('state'),
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['L#listen'] } },
      },
      {
        Sid: 'EnforceLimits',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Resource: tableArn('state'),
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#rate#*', 'L#operations#*'] } },
      },
      START_TASKS,
    ]);
    expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']);
  });

  test('an event for the worker waits for an hour at most and runs again twice, and no other function takes events', () => {
    const alias = { Ref: expect.stringMatching(/^FunctionsWorkerFunctionAliaslive/) };
    expect(onlyResource(service, 'AWS::Lambda::EventInvokeConfig').properties).toEqual({
      FunctionName: { Ref: functionOf('worker').id },
      Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', alias] }] },
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: FAILED_EVENTS } },
    });
  });

  test('an event that fails is kept for 14 days in an encrypted queue, which only TLS reaches and an output names', () => {
    const { id, properties } = onlyResource(service, 'AWS::SQS::Queue');
    const { keyArn } = config.kms;
    const encryption = keyArn === undefined ? { SqsManagedSseEnabled: true } : { KmsMasterKeyId: keyArn };
    expect(properties).toEqual({ MessageRetentionPeriod: 14 * 24 * 60 * 60, ...encryption });
    expect(onlyResource(service, 'AWS::SQS::QueuePolicy').properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
    service.hasOutput('WorkerFailedEvents', { Value: { Ref: id } });
  });

  test('Lambda finds the right to send to the queue when it reads the destination, because the function waits for its policy', () => {
    const { DependsOn } = service.findResources('AWS::Lambda::Function')[functionOf('worker').id] ?? {};
    expect(DependsOn).toContainEqual(expect.stringMatching(/^FunctionsWorkerRoleDefaultPolicy/));
  });

  test('each admits its one caller, and the worker none but by their roles', () => {
    service.resourceCountIs('AWS::Lambda::Permission', 3);
    const alias = (name: string) => ({ Ref: Match.stringLikeRegexp(`^Functions${name}FunctionAliaslive`) });
    service.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'elasticloadbalancing.amazonaws.com',
      FunctionName: alias('Direct'),
      SourceArn: { 'Fn::Join': ['', [Match.anyValue(), { Ref: 'AWS::AccountId' }, ':targetgroup/*']] },
    });
    for (const name of ['Stream', 'Listen']) {
      service.hasResourceProperties('AWS::Lambda::Permission', {
        Principal: 'apigateway.amazonaws.com',
        FunctionName: alias(name),
      });
    }
  });
}
