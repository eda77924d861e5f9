import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { type FunctionSettings, readSettings } from '../../../lambda/settings.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../../lib/bundle.ts';
import { type Json, onlyResource, type SynthesizedStage } from './synthesize.ts';

const DESCRIPTION: Record<FunctionName, string> = {
  direct: 'discovery, lists, CORS and challenges',
  stream: 'calls, streamed',
};

/** Writes out a `Fn::Join`, with a mark in place of what only a deployment knows. */
function deployed(value: Json): string {
  const parts: Json[] = value['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : (Object.keys(part)[0] ?? ''))).join('');
}

export function describeFunctions({ stage, config, service, directory }: SynthesizedStage): void {
  const functionOf = (name: FunctionName) =>
    onlyResource(service, 'AWS::Lambda::Function', { Description: `Spillway ${stage}: ${DESCRIPTION[name]}` });

  describe.each(FUNCTION_NAMES)('%s', (name) => {
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

    test('carries the code it was given', () => {
      const key: string = functionOf(name).properties.Code.S3Key;
      const index = join(directory, `asset.${key.replace('.zip', '')}`, 'index.mjs');
      expect(existsSync(index)).toBe(true);
      expect(readFileSync(index, 'utf8')).toContain(`'${name}'`);
    });

    test('finds in SPILLWAY_SETTINGS exactly what it reads', () => {
      const { Variables } = functionOf(name).properties.Environment;
      expect(Object.keys(Variables)).toEqual(['SPILLWAY_SETTINGS']);
      const written: FunctionSettings = readSettings({ SPILLWAY_SETTINGS: deployed(Variables.SPILLWAY_SETTINGS) });
      const expected: FunctionSettings = {
        stage,
        table: 'Fn::GetStackOutput',
        publicUrl: `${config.insecureHttp ? 'http' : 'https'}://Fn::GetAtt`,
        allowedOrigins: config.edge.allowedOrigins,
        catalog: { refreshSeconds: 5, cacheEntries: 1000 },
        limits: { bodyBytes: 1_000_000, jsonDepth: 64 },
        upstreams: { allowedNetworks: config.upstreams.allowedNetworks },
      };
      expect(written).toEqual(expected);
    });

    test('may read the catalogue and write its log, and nothing else', () => {
      const [roleId] = functionOf(name).properties.Role['Fn::GetAtt'];
      const policy = onlyResource(service, 'AWS::IAM::Policy', { Roles: [{ Ref: roleId }] });
      expect(policy.properties.PolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^Functions${name}Logs`, 'i')), 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:Query'],
          Resource: {
            'Fn::GetStackOutput': {
              StackName: `Spillway-${stage}-Data`,
              Region: 'us-east-1',
              OutputName: expect.stringContaining('Arn'),
            },
          },
        },
      ]);
      const role: Json = service.findResources('AWS::IAM::Role')[roleId];
      expect(Object.keys(role.Properties)).toEqual(['AssumeRolePolicyDocument']);
    });
  });

  test('each admits its one caller', () => {
    service.resourceCountIs('AWS::Lambda::Permission', 2);
    const alias = (name: string) => ({ Ref: Match.stringLikeRegexp(`^Functions${name}FunctionAliaslive`) });
    service.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'elasticloadbalancing.amazonaws.com',
      FunctionName: alias('Direct'),
      SourceArn: { 'Fn::Join': ['', [Match.anyValue(), { Ref: 'AWS::AccountId' }, ':targetgroup/*']] },
    });
    service.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      FunctionName: alias('Stream'),
    });
  });
}
