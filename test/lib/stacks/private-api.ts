import { Match } from 'aws-cdk-lib/assertions';
import { type Json, onlyResource, type SynthesizedStage } from './synthesize.ts';

export function describePrivateApi({ service, config }: SynthesizedStage): void {
  test('the API is private, and refuses whoever does not come through the endpoint', () => {
    const endpoint = { Ref: Match.stringLikeRegexp('ExecuteApi') };
    service.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [endpoint] },
      Policy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: 'execute-api:Invoke',
            Resource: 'execute-api:/*',
            Condition: { StringEquals: { 'aws:SourceVpce': endpoint } },
          },
        ],
      },
    });
  });

  /** The method of the one greedy resource below a parent. */
  const methodBelow = (ParentId: Json) => {
    const { id } = onlyResource(service, 'AWS::ApiGateway::Resource', { ParentId, PathPart: '{proxy+}' });
    return onlyResource(service, 'AWS::ApiGateway::Method', { ResourceId: { Ref: id } }).properties;
  };

  test('it has two methods, POST /{proxy+} and POST /_listen/{proxy+}', () => {
    service.resourceCountIs('AWS::ApiGateway::Method', 2);
    service.resourceCountIs('AWS::ApiGateway::Resource', 3);
    service.allResourcesProperties('AWS::ApiGateway::Method', { HttpMethod: 'POST', AuthorizationType: 'NONE' });
    // API Gateway has keys of its own, also in X-Api-Key: with them it would refuse the keys of Spillway.
    for (const { Properties } of Object.values(service.findResources('AWS::ApiGateway::Method'))) {
      expect(Properties).not.toHaveProperty('ApiKeyRequired', true);
    }
    expect(onlyResource(service, 'AWS::ApiGateway::RestApi').properties).not.toHaveProperty('ApiKeySourceType');
    service.resourceCountIs('AWS::ApiGateway::UsagePlan', 0);
  });

  test.each(['stream', 'listen'] as const)(
    'the method of %s streams what the function writes, and outlasts it',
    (name) => {
      const prefix = onlyResource(service, 'AWS::ApiGateway::Resource', { PathPart: '_listen' });
      const { Integration } = methodBelow(name === 'listen' ? { Ref: prefix.id } : prefix.properties.ParentId);
      expect(Integration).toMatchObject({ Type: 'AWS_PROXY', ResponseTransferMode: 'STREAM' });
      expect(Integration.Uri['Fn::Join'][1]).toEqual([
        'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/',
        { Ref: expect.stringMatching(new RegExp(`^Functions${name}FunctionAliaslive`, 'i')) },
        '/response-streaming-invocations',
      ]);
      expect(Integration.TimeoutInMillis).toBe((config.functions[name].timeoutSeconds + 30) * 1000);
      expect(Integration.TimeoutInMillis).toBeLessThanOrEqual(900_000);
    },
  );

  test('the role that API Gateway logs with is the one of the account, which the stage leaves alone', () => {
    service.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('its stage throttles, and logs requests but never their contents', () => {
    const { properties } = onlyResource(service, 'AWS::ApiGateway::Stage');
    expect(properties.StageName).toBe('live');
    expect(properties.MethodSettings).toEqual([
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
        ThrottlingRateLimit: config.limits.requestsPerSecond,
        ThrottlingBurstLimit: config.limits.requestBurst,
      },
    ]);
    expect(Object.keys(JSON.parse(properties.AccessLogSetting.Format))).toEqual([
      'requestId',
      'time',
      'method',
      'path',
      'status',
      'bytes',
      'milliseconds',
      'integrationMilliseconds',
      'error',
    ]);
  });

  test('its execution log exists before API Gateway would make one that is kept for ever', () => {
    const group = onlyResource(service, 'AWS::Logs::LogGroup', { LogGroupName: Match.anyValue() });
    expect(group.properties.LogGroupName['Fn::Join'][1]).toEqual([
      'API-Gateway-Execution-Logs_',
      { Ref: expect.stringMatching(/^PrivateApi/) },
      '/live',
    ]);
    service.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([group.id]) });
  });

  test('what it refuses itself is a JSON-RPC error that claims no request', () => {
    const responses = Object.values(service.findResources('AWS::ApiGateway::GatewayResponse'));
    const table = responses.map(({ Properties }: Json) => {
      const { jsonrpc, error, ...rest } = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(jsonrpc).toBe('2.0');
      expect(rest).toEqual({});
      return [Properties.ResponseType, Properties.StatusCode, error.code];
    });
    expect(table).toEqual([
      ['DEFAULT_4XX', undefined, -32600],
      ['DEFAULT_5XX', undefined, -32603],
      ['MISSING_AUTHENTICATION_TOKEN', '404', -32601],
      ['RESOURCE_NOT_FOUND', '404', -32601],
      ['REQUEST_TOO_LARGE', '413', -32600],
      ['THROTTLED', '429', -32603],
      ['INTEGRATION_FAILURE', '503', -32603],
      ['API_CONFIGURATION_ERROR', '503', -32603],
      ['INTEGRATION_TIMEOUT', '504', -32603],
    ]);
    service.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'THROTTLED',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
    });
  });
}
