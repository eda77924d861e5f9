import { Match } from 'aws-cdk-lib/assertions';
import { type Json, onlyResource, outputOf, type SynthesizedStage } from './synthesize.ts';

const PATH = {
  Field: 'path-pattern',
  PathPatternConfig: { RegexValues: ['^/(mcp(/[a-z0-9-]{1,64})?|[a-z0-9-]{1,64}/mcp)/?$'] },
};

/** The load balancer's attributes, by name. */
function attributes(list: Json[]): Json {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

export function describeEdge({ stage, network, service, config }: SynthesizedStage): void {
  const port = config.insecureHttp ? 80 : 443;
  const targetGroup = (type: string) =>
    onlyResource(service, 'AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: type });

  test('the load balancer faces the internet, drops invalid headers, waits long and logs', () => {
    const { properties } = onlyResource(network, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(properties.Scheme).toBe('internet-facing');
    expect(attributes(properties.LoadBalancerAttributes)).toMatchObject({
      'deletion_protection.enabled': String(stage === 'prod'),
      'idle_timeout.timeout_seconds': '310',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': { Ref: expect.stringMatching(/^LoadBalancerAccessLogs/) },
    });
  });

  test('only the addresses that the stage names may connect, and only to the listener', () => {
    const ingress = Object.values(network.findResources('AWS::EC2::SecurityGroup')).flatMap(
      ({ Properties }: Json) => Properties.SecurityGroupIngress ?? [],
    );
    expect(ingress).toEqual(
      config.edge.allowedCidrs.map((cidr) => ({
        CidrIp: cidr,
        Description: `Agents in ${cidr}`,
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
      })),
    );
    const isOpen = config.edge.allowedCidrs.includes('0.0.0.0/0');
    expect(JSON.stringify(ingress).includes('0.0.0.0/0')).toBe(isOpen);
  });

  test('access logs are encrypted, closed to the public, and expire', () => {
    network.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: {
          Rules: [Match.objectLike({ ExpirationInDays: config.logs.retentionDays, Status: 'Enabled' })],
        },
      },
    });
    network.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test(`it listens on ${config.insecureHttp ? 'plain HTTP' : 'HTTPS, with the certificate that SSM names'}`, () => {
    const { properties } = onlyResource(service, 'AWS::ElasticLoadBalancingV2::Listener');
    expect(properties).toMatchObject({
      LoadBalancerArn: outputOf(stage, 'Network', /Alb/),
      Port: port,
      Protocol: config.insecureHttp ? 'HTTP' : 'HTTPS',
    });
    const parameters = service.findParameters('*', {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: `/spillway/${stage}/certificate-arn`,
    });
    if (config.insecureHttp) {
      expect(parameters).toEqual({});
      expect(properties).not.toHaveProperty('Certificates');
      return;
    }
    const [parameter] = Object.keys(parameters);
    expect(properties.Certificates).toEqual([{ CertificateArn: { Ref: parameter } }]);
    expect(properties.SslPolicy).toBe('ELBSecurityPolicy-TLS13-1-2-PQ-2025-09');
  });

  test('what no rule matches gets a JSON-RPC error', () => {
    const { properties } = onlyResource(service, 'AWS::ElasticLoadBalancingV2::Listener');
    expect(properties.DefaultActions).toEqual([
      {
        Type: 'fixed-response',
        FixedResponseConfig: {
          StatusCode: '404',
          ContentType: 'application/json',
          MessageBody: '{"jsonrpc":"2.0","error":{"code":-32601,"message":"No MCP server at this path"}}',
        },
      },
    ]);
  });

  test('direct is the function itself, with every value of a header', () => {
    const { properties } = targetGroup('lambda');
    expect(properties.Targets).toEqual([{ Id: { Ref: expect.stringMatching(/^FunctionsDirectFunctionAliaslive/) } }]);
    expect(attributes(properties.TargetGroupAttributes)).toEqual({ 'lambda.multi_value_headers.enabled': 'true' });
  });

  test('stream is both addresses of the endpoint, healthy when it knows no API by that address', () => {
    const address = (n: number) => ({
      Id: {
        'Fn::GetAtt': [
          expect.stringMatching(new RegExp(`^EndpointAddressesAddress${n}`)),
          'NetworkInterfaces.0.PrivateIpAddress',
        ],
      },
      Port: 443,
    });
    expect(targetGroup('ip').properties).toMatchObject({
      Protocol: 'HTTPS',
      Port: 443,
      HealthCheckProtocol: 'HTTPS',
      HealthCheckPath: '/',
      Matcher: { HttpCode: '400-499' },
      Targets: [address(1), address(2)],
    });
  });

  test('the rules are those of the design, and only those to the private API rewrite', () => {
    const rules = Object.values(service.findResources('AWS::ElasticLoadBalancingV2::ListenerRule')).map(
      ({ Properties: { ListenerArn, ...rule } }: Json) => rule,
    );
    const forward = (type: string) => [{ Type: 'forward', TargetGroupArn: { Ref: targetGroup(type).id } }];
    const methods = (...Values: string[]) => ({ Field: 'http-request-method', HttpRequestMethodConfig: { Values } });
    const host = {
      'Fn::Join': [
        '',
        [
          { Ref: onlyResource(service, 'AWS::ApiGateway::RestApi').id },
          '.execute-api.us-east-1.',
          { Ref: 'AWS::URLSuffix' },
        ],
      ],
    };
    const toPrivateApi = (prefix: string) => [
      {
        Type: 'host-header-rewrite',
        HostHeaderRewriteConfig: { Rewrites: [{ Regex: '.*', Replace: host }] },
      },
      { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^([^?]*)', Replace: `${prefix}$1` }] } },
    ];
    // A stage that admits callers without credentials forwards every call; any other, only calls with credentials: one rule for each
    // header that can carry them.
    const withCredentials = (priority: number, conditions: Json[]): Json[] =>
      config.auth.anonymous === undefined
        ? ['Authorization', 'X-Api-Key'].map((name, index) => ({
            Priority: priority + index,
            Conditions: [
              ...conditions,
              { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: name, Values: ['*'] } },
            ],
          }))
        : [{ Priority: priority, Conditions: conditions }];
    expect(rules.sort((a, b) => a.Priority - b.Priority)).toEqual([
      {
        Priority: 5,
        Conditions: [
          PATH,
          methods('GET', 'DELETE'),
          { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Origin', Values: ['*'] } },
        ],
        Actions: forward('lambda'),
      },
      {
        Priority: 10,
        Conditions: [PATH, methods('GET', 'HEAD', 'DELETE')],
        Actions: [
          {
            Type: 'fixed-response',
            FixedResponseConfig: {
              StatusCode: '405',
              ContentType: 'application/json',
              MessageBody: '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Method not allowed: use POST"}}',
            },
          },
        ],
      },
      { Priority: 20, Conditions: [PATH, methods('OPTIONS')], Actions: forward('lambda') },
      {
        Priority: 30,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/.well-known/*'] } }],
        Actions: forward('lambda'),
      },
      {
        Priority: 40,
        Conditions: [
          PATH,
          { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'challenge', Value: '1' }] } },
        ],
        Actions: forward('lambda'),
      },
      {
        Priority: 50,
        Conditions: [
          PATH,
          {
            Field: 'http-header',
            HttpHeaderConfig: { HttpHeaderName: 'Mcp-Method', Values: ['server/discover', '*/list'] },
          },
        ],
        Actions: forward('lambda'),
      },
      ...withCredentials(60, [
        PATH,
        {
          Field: 'http-header',
          HttpHeaderConfig: { HttpHeaderName: 'Mcp-Method', Values: ['subscriptions/listen'] },
        },
      ]).map((rule) => ({ ...rule, Actions: forward('ip'), Transforms: toPrivateApi('/live/_listen') })),
      ...withCredentials(900, [PATH]).map((rule) => ({
        ...rule,
        Actions: forward('ip'),
        Transforms: toPrivateApi('/live'),
      })),
      { Priority: 999, Conditions: [PATH], Actions: forward('lambda') },
    ]);
  });

  test('a rule is identified by its priority, because two resources cannot hold one at the same time', () => {
    for (const [id, rule] of Object.entries(service.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'))) {
      expect(id).toMatch(new RegExp(`^ListenerRule${rule.Properties.Priority}[0-9A-F]{8}$`));
    }
  });

  test('where agents connect is an output', () => {
    const dnsName = outputOf(stage, 'Network', /LoadBalancerAlb.*DNSName/);
    const outputs: Json = { ...network.findOutputs('*'), ...service.findOutputs('*') };
    const { domainName } = config.edge;
    expect(outputs.LoadBalancerDnsName.Value).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^LoadBalancerAlb/), 'DNSName'],
    });
    expect(outputs.Endpoint.Value).toEqual(
      domainName === undefined ? { 'Fn::Join': ['', ['http://', dnsName, '/mcp']] } : `https://${domainName}/mcp`,
    );
  });
}
