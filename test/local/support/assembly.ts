import type { Scratch } from './scratch.ts';

type Json = Record<string, unknown>;

/** The small deployment of a test. */
export interface Deployment {
  /** Module of the function behind the load balancer, at `/direct/*`. */
  readonly direct?: string;
  /** Module of the function behind the private API, at `/stream/*`. */
  readonly stream?: string;
  /** Changes to the template before it is written. */
  readonly change?: (resources: Record<string, { Type: string; Properties: Json }>) => void;
}

const HELLO = `export const handler = async () => ({ statusCode: 200, headers: {}, body: 'hello' });`;

/**
 * Writes a cloud assembly as `cdk synth` would: one load balancer with a Lambda target and a private API behind it.
 *
 * @returns its directory
 */
export function writeAssembly(directory: Scratch, { direct = HELLO, stream = HELLO, change }: Deployment = {}): string {
  const resources = { ...network(), ...functionNamed('Direct'), ...functionNamed('Stream'), ...api(), ...balancer() };
  change?.(resources);
  directory.write('asm/asset.direct/index.mjs', direct);
  directory.write('asm/asset.stream/index.mjs', stream);
  directory.write('asm/Test.template.json', JSON.stringify({ Resources: resources }));
  directory.write(
    'asm/Test.assets.json',
    JSON.stringify({ files: { direct: asset('direct'), stream: asset('stream') } }),
  );
  const manifest = {
    artifacts: {
      Test: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/eu-west-1',
        properties: { templateFile: 'Test.template.json' },
      },
      'Test.assets': { type: 'cdk:asset-manifest', properties: { file: 'Test.assets.json' } },
    },
  };
  directory.write('asm/manifest.json', JSON.stringify(manifest));
  return directory.inside('asm');
}

function asset(name: string): Json {
  return { source: { path: `asset.${name}`, packaging: 'zip' }, destinations: { here: { objectKey: `${name}.zip` } } };
}

function network() {
  const networkInterface = { 'Fn::Select': [0, { 'Fn::GetAtt': ['Endpoint', 'NetworkInterfaceIds'] }] };
  return {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Endpoint: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { ServiceName: 'com.amazonaws.eu-west-1.execute-api', SubnetIds: ['subnet-1'] },
    },
    Provider: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Key: 'nowhere.zip' }, Runtime: 'python3.13', Handler: 'x' },
    },
    Address: {
      Type: 'Custom::AWS',
      Properties: {
        ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] },
        Create: {
          'Fn::Join': [
            '',
            [
              '{"service":"EC2","action":"describeNetworkInterfaces","parameters":{"NetworkInterfaceIds":["',
              networkInterface,
              '"]}}',
            ],
          ],
        },
      },
    },
  };
}

function functionNamed(name: 'Direct' | 'Stream') {
  return {
    [`Functions${name}Function01234567`]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'b', S3Key: `${name.toLowerCase()}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 2,
        MemorySize: 256,
        ReservedConcurrentExecutions: 2,
        Environment: { Variables: { PUBLIC_URL: { 'Fn::Sub': 'http://\u0024{Balancer.DNSName}' } } },
      },
    },
    [`${name}Alias`]: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: `Functions${name}Function01234567` }, FunctionVersion: '1', Name: 'live' },
    },
  };
}

function api() {
  const ofApi = { RestApiId: { Ref: 'Api' } };
  const response = (code: number, text: string) => ({
    'application/json': `{"code":${code},"text":"${text}","why":$context.error.messageString}`,
  });
  return {
    Api: {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: { EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [{ Ref: 'Endpoint' }] } },
    },
    Proxy: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ...ofApi, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: '{proxy+}' },
    },
    Post: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        ...ofApi,
        ResourceId: { Ref: 'Proxy' },
        HttpMethod: 'POST',
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          ResponseTransferMode: 'STREAM',
          TimeoutInMillis: 1500,
          Uri: {
            'Fn::Sub':
              'arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/\u0024{StreamAlias}/response-streaming-invocations',
          },
        },
      },
    },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { ...ofApi, StageName: 'live', Variables: { color: 'blue' } },
    },
    Unknown: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        ...ofApi,
        ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
        StatusCode: '404',
        ResponseParameters: { 'gatewayresponse.header.X-Why': "'unknown'" },
        ResponseTemplates: response(1, 'nothing here'),
      },
    },
    Failed: {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { ...ofApi, ResponseType: 'DEFAULT_5XX', ResponseTemplates: response(2, 'failed') },
    },
  };
}

function balancer() {
  const rule = (priority: number, pattern: string, action: Json, transforms: Json[] = []) => ({
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ListenerArn: { Ref: 'Listener' },
      Priority: priority,
      Conditions: [{ Field: 'path-pattern', Values: [pattern] }],
      Actions: [action],
      ...(transforms.length > 0 ? { Transforms: transforms } : {}),
    },
  });
  const forward = (group: string): Json => ({ Type: 'forward', TargetGroupArn: { Ref: group } });
  const fixed = (status: string, body: string): Json => ({
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: status, ContentType: 'text/plain', MessageBody: body },
  });
  const rewrite = (type: string, config: string, regex: string, replace: unknown): Json => ({
    Type: type,
    [config]: { Rewrites: [{ Regex: regex, Replace: replace }] },
  });
  const host = { 'Fn::Sub': '\u0024{Api}.execute-api.\u0024{AWS::Region}.amazonaws.com' };
  const toHost = rewrite('host-header-rewrite', 'HostHeaderRewriteConfig', '.*', host);
  const toStage = rewrite('url-rewrite', 'UrlRewriteConfig', '^([^?]*)', '/live$1');
  const broken = rewrite('url-rewrite', 'UrlRewriteConfig', '^.*', 'no-slash');
  return {
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        Type: 'application',
        LoadBalancerAttributes: [
          { Key: 'idle_timeout.timeout_seconds', Value: '1' },
          { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        ],
      },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: 'x', Port: 80, Protocol: 'HTTP', DefaultActions: [fixed('404', 'nothing')] },
    },
    DirectGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: { TargetType: 'lambda', Targets: [{ Id: { Ref: 'DirectAlias' } }] },
    },
    StreamGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        TargetType: 'ip',
        Protocol: 'HTTPS',
        Port: 443,
        Targets: [{ Id: { 'Fn::GetAtt': ['Address', 'NetworkInterfaces.0.PrivateIpAddress'] } }],
      },
    },
    Rule10: rule(10, '/fixed', fixed('405', 'no')),
    Rule20: rule(20, '/direct/*', forward('DirectGroup')),
    Rule30: rule(30, '/stream/*', forward('StreamGroup'), [toHost, toStage]),
    Rule40: rule(40, '/broken', forward('StreamGroup'), [broken]),
    Rule50: rule(50, '/nowhere', forward('StreamGroup'), [toStage]),
  };
}
