import { request as httpRequest } from 'node:http';
import { endpointOf } from '../../../../lambda/targets/aws/endpoint.ts';
import { prepareAws } from '../../../../lambda/targets/aws/index.ts';
import { callContext, resultOf } from '../support.ts';
import { signatures } from '../upstream/auth/sigv4-verifier.ts';
import { awsTool, bodiesOf, call, failureOf, openServices, stage, stored } from './support.ts';

const serviceOf = openServices();

const SEND = {
  service: 'sqs',
  action: 'SendMessage',
  parameters: { QueueUrl: '{% $args.queue %}', MessageBody: '{% $args.text %}' },
};

describe('a request of a JSON protocol', () => {
  test('names its action in a header, and is signed for the service by the role', async () => {
    const service = await serviceOf({ MessageId: 'm1' });

    const { texts } = await call(service, awsTool(service, SEND), { queue: 'https://sqs.invalid/1/q', text: 'ż "x"' });

    const [seen] = service.seen;
    if (seen === undefined) throw new Error('nothing came');
    expect(seen).toMatchObject({ method: 'POST', url: '/' });
    expect(seen.headers).toMatchObject({
      'x-amz-target': 'AmazonSQS.SendMessage',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-security-token': 'role-token-1',
    });
    expect(seen.headers.authorization).toContain('/eu-west-1/sqs/aws4_request');
    const { expected, given } = signatures(seen, 'role-key-1');
    expect(given).toBe(expected);
    expect(bodiesOf(service)).toEqual([{ QueueUrl: 'https://sqs.invalid/1/q', MessageBody: 'ż "x"' }]);
    expect(texts).toEqual(['{"MessageId":"m1"}']);
  });

  test.each([
    ['1.1', { service: 'secretsmanager', action: 'ListSecrets' }, 'secretsmanager.ListSecrets', 'secretsmanager'],
    ['1.0', { service: 'sfn', action: 'ListStateMachines' }, 'AWSStepFunctions.ListStateMachines', 'states'],
    ['1.1', { service: 'cloudwatchlogs', action: 'DescribeLogGroups' }, 'Logs_20140328.DescribeLogGroups', 'logs'],
  ])(
    'of version %s has the target of its service, and an empty object without parameters',
    async (version, target, header, signed) => {
      const service = await serviceOf({});

      await call(service, awsTool(service, target));

      expect(service.seen[0]?.headers).toMatchObject({
        'x-amz-target': header,
        'content-type': `application/x-amz-json-${version}`,
      });
      expect(service.seen[0]?.headers.authorization).toContain(`/${signed}/aws4_request`);
      expect(service.seen[0]?.body).toBe('{}');
    },
  );

  test('takes all parameters from one expression', async () => {
    const service = await serviceOf({});

    await call(service, awsTool(service, { ...SEND, parameters: '{% $args %}' }), { QueueUrl: 'q', MessageBody: 'b' });

    expect(bodiesOf(service)).toEqual([{ QueueUrl: 'q', MessageBody: 'b' }]);
  });

  test('fills in the token that keeps a repetition from doing the work twice', async () => {
    const service = await serviceOf({});
    const parameters = { QueryString: 'select 1' };

    await call(service, awsTool(service, { service: 'athena', action: 'StartQueryExecution', parameters }));

    expect(bodiesOf(service)).toEqual([
      { QueryString: 'select 1', ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
  });

  test('has a text where the API wants one, whatever scalar an expression gives', async () => {
    const service = await serviceOf({});
    const Item = { id: { S: '{% $args.id %}' }, n: { N: '{% $args.n %}' }, tags: { SS: ['{% $args.tag %}'] } };
    const put = { service: 'dynamodb', action: 'PutItem', parameters: { TableName: 't', Item } };

    await call(service, awsTool(service, put), { id: 'a', n: 2.5, tag: true });
    const failure = await failureOf(service, awsTool(service, put), { id: { a: 1 } });

    expect(bodiesOf(service)).toEqual([
      { TableName: 't', Item: { id: { S: 'a' }, n: { N: '2.5' }, tags: { SS: ['true'] } } },
    ]);
    expect(failure).toBe(
      'ToolError: The parameter Item.id.S must be a text, but its expression gives an object or a list: use `$string`.',
    );
  });

  test('has dates as seconds, and objects that are bytes as Base64', async () => {
    const service = await serviceOf({});
    const parameters = {
      StreamName: 's',
      Records: [
        { PartitionKey: 'a', Data: { id: '{% $args.id %}' } },
        { PartitionKey: 'b', Data: '{% $args.data %}' },
        { PartitionKey: 'c', Data: 'aGVsbG8=' },
      ],
    };
    const kinesis = { service: 'kinesis', action: 'PutRecords', parameters };
    const events = {
      service: 'eventbridge',
      action: 'PutEvents',
      parameters: { Entries: '{% [{ "Time": $args.at, "Source": "s" }] %}' },
    };

    await call(service, awsTool(service, kinesis), { id: 7, data: 'd29ybGQ=' });
    await call(service, awsTool(service, events), { at: '2026-11-27T08:00:00Z' });
    await call(service, awsTool(service, events), { at: 1_700_000_000.5 });

    const [first, second, third] = bodiesOf(service);
    expect(first?.Records).toMatchObject([
      { Data: Buffer.from('{"id":7}').toString('base64') },
      { Data: 'd29ybGQ=' },
      { Data: 'aGVsbG8=' },
    ]);
    expect([second?.Entries, third?.Entries]).toEqual([
      [{ Time: 1_795_766_400, Source: 's' }],
      [{ Time: 1_700_000_000.5, Source: 's' }],
    ]);
  });

  test.each([
    [{ at: 'yesterday' }, 'The parameter Entries.0.Time must be a date in ISO 8601, or seconds since 1970.'],
    [{ at: 1e300 }, 'The parameter Entries.0.Time must be a date in ISO 8601, or seconds since 1970.'],
  ])('is not sent with %j', async (args, message) => {
    const service = await serviceOf({});
    const parameters = { Entries: '{% [{ "Time": $args.at }] %}' };

    const failure = await failureOf(
      service,
      awsTool(service, { service: 'eventbridge', action: 'PutEvents', parameters }),
      args,
    );

    expect(failure).toContain(message);
    expect(service.seen).toEqual([]);
  });
});

describe('a request of REST with JSON', () => {
  test('has its parameters in the path, the query and the body', async () => {
    const service = await serviceOf({});
    const target = {
      service: 'lambda',
      action: 'PublishVersion',
      parameters: { FunctionName: '{% $args.name %}', Description: 'd' },
    };
    const listing = { service: 'lambda', action: 'ListAliases', parameters: { FunctionName: 'f', MaxItems: 5 } };

    await call(service, awsTool(service, target), { name: 'arn:aws:lambda:eu-west-1:1:function:f/..x' });
    await call(service, awsTool(service, listing));

    expect(service.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      [
        'POST',
        '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af%2F..x/versions',
        '{"Description":"d"}',
      ],
      ['GET', '/2015-03-31/functions/f/aliases?MaxItems=5', ''],
    ]);
    for (const [index, seen] of service.seen.entries()) {
      const { expected, given } = signatures(seen, `role-key-${index + 1}`);
      expect(given).toBe(expected);
    }
  });

  test('has headers, and a payload that is the whole body', async () => {
    const service = await serviceOf([200, { ok: true }, { 'x-amz-executed-version': '7' }]);
    const target = {
      service: 'lambda',
      action: 'Invoke',
      parameters: { FunctionName: 'f', InvocationType: 'RequestResponse', Payload: { id: '{% $args.id %}' } },
      result: { version: '{% $response.headers.`x-amz-executed-version` %}', body: '{% $response.body %}' },
    };

    const { texts } = await call(service, awsTool(service, target), { id: 7 });

    expect(service.seen[0]).toMatchObject({
      url: '/2015-03-31/functions/f/invocations',
      headers: { 'x-amz-invocation-type': 'RequestResponse', 'content-type': 'application/json' },
      body: '{"id":7}',
    });
    expect(texts).toEqual(['{"version":"7","body":{"ok":true}}']);
  });

  test('sends a payload that is written as Base64 as its bytes, under the type that it names', async () => {
    const service = await serviceOf({});
    const parameters = { EndpointName: 'e', Body: 'MSwy', ContentType: 'text/csv' };

    await call(service, awsTool(service, { service: 'sagemaker-runtime', action: 'InvokeEndpoint', parameters }));

    expect(service.seen[0]).toMatchObject({
      url: '/endpoints/e/invocations',
      headers: { 'content-type': 'text/csv' },
      body: '1,2',
    });
    expect(service.seen[0]?.headers.authorization).toContain('/sagemaker/aws4_request');
  });

  test.each([
    ['the bytes of Base64', { payload: 'aGVsbG8=' }, 'hello'],
    ['an object as its JSON', { payload: { id: 7 } }, '{"id":7}'],
    ['nothing', {}, ''],
  ])('sends as a payload that an expression gives: %s', async (_, args, body) => {
    const service = await serviceOf({});
    const parameters = { topic: 't', payload: '{% $args.payload %}' };

    await call(service, awsTool(service, { service: 'iot-data', action: 'Publish', parameters }), args);

    expect(service.seen[0]).toMatchObject({ url: '/topics/t', body });
  });

  test('is not sent with a payload that is neither', async () => {
    const service = await serviceOf({});
    const parameters = { FunctionName: 'f', Payload: '{% $args.text %}' };

    const failure = await failureOf(service, awsTool(service, { service: 'lambda', action: 'Invoke', parameters }), {
      text: 'no base64',
    });

    expect(failure).toBe(
      'ToolError: The body of the request must be Base64, or an object or a list, which is sent as JSON.',
    );
    expect(service.seen).toEqual([]);
  });

  test('keeps the slashes of a label that has several segments', async () => {
    const service = await serviceOf({});
    const target = { service: 'apigateway', action: 'GetTags', parameters: { resourceArn: '{% $args.arn %}' } };
    const greedy = {
      service: 'bedrock-agent-runtime',
      action: 'ListTagsForResource',
      parameters: { resourceArn: '{% $args.arn %}' },
    };

    await call(service, awsTool(service, target), { arn: 'arn:aws:apigateway:eu-west-1::/restapis/a' });

    expect(service.seen[0]?.url).toBe('/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2Fa');
    await expect(stored(awsTool(service, greedy))).rejects.toThrow('is not an action of bedrock-agent-runtime');
  });

  test('writes nested names as they are on the wire', async () => {
    const service = await serviceOf({});
    const parameters = { Name: 'api', ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins: ['*'] } };

    await call(service, awsTool(service, { service: 'apigatewayv2', action: 'CreateApi', parameters }));

    expect(bodiesOf(service)).toEqual([
      { name: 'api', protocolType: 'HTTP', corsConfiguration: { allowOrigins: ['*'] } },
    ]);
  });
});

describe('a request of REST with maps', () => {
  test('has each member as a parameter of its query, and as a header with a prefix', async () => {
    const service = await serviceOf({});
    const parameters = {
      ...{ AssetId: 'a', DataSetId: 'd', RevisionId: 'r', Path: '/x' },
      QueryStringParameters: { page: '{% $args.page %}' },
      RequestHeaders: { language: 'de' },
      Body: 'hello',
    };
    const asset = { service: 'dataexchange', action: 'SendApiAsset', parameters };

    await call(service, awsTool(service, asset), { page: 2 });
    const refused = stored(
      awsTool(service, { ...asset, parameters: { ...parameters, RequestHeaders: '{% $args %}' } }),
    );

    expect(service.seen[0]?.url).toBe('/v1?page=2');
    expect(service.seen[0]).toMatchObject({ headers: { 'x-amzn-dataexchange-header-language': 'de' }, body: 'hello' });
    await expect(refused).rejects.toThrow('must be an object: each member is a parameter of the request');
  });

  test('has dates as texts where the API wants texts', async () => {
    const service = await serviceOf({});
    const listing = { creationTimeAfter: 1_795_766_400, creationTimeBefore: '{% $args.at %}' };
    const details = { accessRole: 'r', trails: [{ cloudTrailArn: 't' }], startTime: '{% $args.at %}', endTime: 0 };
    const generation = { policyGenerationDetails: { principalArn: 'p' }, cloudTrailDetails: details };
    const bedrock = { service: 'bedrock', action: 'ListCustomModels', parameters: listing };
    const analyzer = { service: 'accessanalyzer', action: 'StartPolicyGeneration', parameters: generation };

    await call(service, awsTool(service, bedrock), { at: '2026-11-28T08:00:00Z' });
    await call(service, awsTool(service, analyzer), { at: 1_795_766_400 });

    expect(new URL(service.seen[0]?.url ?? '', service.origin).searchParams).toEqual(
      new URLSearchParams({
        creationTimeAfter: '2026-11-27T08:00:00.000Z',
        creationTimeBefore: '2026-11-28T08:00:00Z',
      }),
    );
    expect(JSON.parse(service.seen[1]?.body ?? '').cloudTrailDetails).toMatchObject({
      startTime: '2026-11-27T08:00:00.000Z',
      endTime: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('the endpoint', () => {
  const LISTING = { service: 'sqs', action: 'ListQueues', url: undefined };

  test('of AWS needs no entry among the hosts of the server, and is that of the stage without `region`', async () => {
    const service = await serviceOf({ QueueUrls: ['a'] });
    const asked: string[] = [];
    const tool = await stored(awsTool(service, { ...LISTING, region: undefined }));
    const prepared = prepareAws(tool, {
      ...stage(),
      intercept: ({ origin, ...request }) => {
        asked.push(`${origin.protocol}//${origin.hostname}`);
        return httpRequest(service.origin, { method: request.method, path: request.path, headers: request.headers });
      },
    });

    const { content } = await resultOf(prepared, {}, callContext());

    expect(asked).toEqual(['https://sqs.eu-west-1.amazonaws.com']);
    expect(content).toEqual([{ type: 'text', text: '{"QueueUrls":["a"]}' }]);
    expect(service.seen[0]?.headers.authorization).toContain('/eu-west-1/sqs/aws4_request');
  });

  test.each([
    ['organizations', 'ListAccounts', 'https://organizations.us-east-1.amazonaws.com', 'us-east-1/organizations'],
    ['globalaccelerator', 'ListAccelerators', 'https://globalaccelerator.us-west-2.amazonaws.com', 'us-west-2/global'],
  ])('of %s is in the one Region that has the service', async (name, action, url, scope) => {
    const service = await serviceOf({});
    const asked: string[] = [];
    const tool = await stored(awsTool(service, { service: name, action, url: undefined }));
    const prepared = prepareAws(tool, {
      ...stage(),
      intercept: ({ origin, ...request }) => {
        asked.push(`${origin.protocol}//${origin.hostname}`);
        return httpRequest(service.origin, { method: request.method, path: request.path, headers: request.headers });
      },
    });

    await resultOf(prepared, {}, callContext());

    expect(asked).toEqual([url]);
    expect(service.seen[0]?.headers.authorization).toContain(`/${scope}`);
  });

  test('is not known without `region` where the process has none', async () => {
    const service = await serviceOf({});
    const tool = await stored(awsTool(service, { ...LISTING, region: undefined }));
    const { AWS_REGION: before } = process.env;
    delete process.env.AWS_REGION;

    const prepared = prepareAws(tool, stage());
    process.env.AWS_REGION = before;

    expect(() => prepared({}, callContext())).toThrow('The tool has no `region`');
  });

  test.each([
    ['eu-central-1', { host: 'sqs' }, 'https://sqs.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['cn-north-1', { host: 'sqs' }, 'https://sqs.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['us-gov-west-1', { host: 'states' }, 'https://states.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['eusc-de-east-1', { host: 'sqs' }, 'https://sqs.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['us-iso-east-1', { host: 'sqs' }, 'https://sqs.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['us-isob-east-1', { host: 'sqs' }, 'https://sqs.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
    ['eu-central-1', { host: 'budgets', global: true }, 'https://budgets.amazonaws.com', 'us-east-1'],
    ['cn-north-1', { host: 'budgets', global: true }, 'https://budgets.amazonaws.com.cn', 'cn-northwest-1'],
    ['eu-central-1', { host: 'ce', home: 'us-east-1' }, 'https://ce.us-east-1.amazonaws.com', 'us-east-1'],
    ['cn-north-1', { host: 'ce', home: 'us-east-1' }, 'https://ce.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
  ])('in %s of %j', (region, request, url, signed) => {
    expect(endpointOf(request, region)).toEqual({ url, region: signed });
  });

  test('of the document must be among the hosts of the server', async () => {
    const service = await serviceOf({});

    const failure = await failureOf(
      service,
      awsTool(service, SEND),
      { queue: 'q', text: 't' },
      { secretHosts: () => [] },
    );

    expect(failure).toContain('server test does not list it');
    expect(service.seen).toEqual([]);
  });
});

describe('a failure', () => {
  const refusal = (code: string, message = 'No.') => [400, { __type: `com.amazonaws.x#${code}`, message }] as const;
  const args = { queue: 'q', text: 't' };

  test('names the action, and what the service says', async () => {
    const service = await serviceOf([
      400,
      { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'No such queue.' },
    ]);

    const failure = await failureOf(service, awsTool(service, SEND), args);

    expect(failure).toBe('ToolError: AWS sqs:SendMessage returned 400 Bad Request: No such queue. (QueueDoesNotExist)');
  });

  test('of a thing that does not exist is one that finds nothing, for a resource', async () => {
    const missing = refusal('StateMachineDoesNotExist');
    const service = await serviceOf(missing, refusal('InvalidName'));
    const target = { service: 'sfn', action: 'DescribeStateMachine', parameters: { stateMachineArn: 'a' } };

    const thrown = await call(service, awsTool(service, target)).catch((error: unknown) => error);
    const other = await failureOf(service, awsTool(service, target));

    expect(thrown).toMatchObject({ name: 'ToolError', notFound: true });
    expect(other).toBe('AWS sfn:DescribeStateMachine returned 400 Bad Request: No. (InvalidName)');
  });

  test('of access names the role and the permission', async () => {
    const denied =
      'User: arn:aws:sts::1:assumed-role/reader is not authorized to perform: sqs:sendmessage on resource: q';
    const service = await serviceOf(refusal('AccessDeniedException', denied));
    const bare = await serviceOf([403, { Message: 'No' }, { 'x-amzn-errortype': 'AccessDeniedException:http://x/' }]);

    const failures = [
      await failureOf(service, awsTool(service, SEND), args),
      await failureOf(bare, awsTool(bare, { service: 'lambda', action: 'ListFunctions' })),
    ];

    const advice = (permission: string) =>
      `Retrying will not help until an operator allows \`${permission}\` in the policy of the role "reader" of the stage's \`awsRoles\`.`;
    expect(failures[0]).toContain(advice('sqs:sendmessage'));
    expect(failures[1]).toContain(advice('lambda:ListFunctions'));
  });

  test('of throttling is repeated for a reading action, and for one that the author calls idempotent', async () => {
    const list = { service: 'sqs', action: 'ListQueues' };
    const throttled = refusal('ThrottlingException');
    const [reads, writes, again] = [
      await serviceOf(throttled, { QueueUrls: [] }),
      await serviceOf(throttled, {}),
      await serviceOf(throttled, {}),
    ];

    const read = await call(reads, awsTool(reads, list));
    const write = await failureOf(writes, awsTool(writes, SEND), args);
    await call(again, awsTool(again, SEND, { annotations: { idempotentHint: true } }), args);

    expect([read.texts, reads.seen.length]).toEqual([['{"QueueUrls":[]}'], 2]);
    expect(writes.seen).toHaveLength(1);
    expect(write).toContain('The service limits the rate of requests. Try again in a few seconds.');
    expect(again.seen).toHaveLength(2);
  });

  test('inside the service is repeated for a reading action alone', async () => {
    const failed = [500, { __type: 'InternalServerError', message: 'Oh.' }] as const;
    const [reads, writes] = [await serviceOf(failed, { QueueUrls: [] }), await serviceOf(failed, {})];

    const read = await call(reads, awsTool(reads, { service: 'sqs', action: 'ListQueues' }));
    const write = await failureOf(writes, awsTool(writes, SEND), args);

    expect([read.texts, reads.seen.length]).toEqual([['{"QueueUrls":[]}'], 2]);
    expect([write, writes.seen.length]).toEqual([expect.stringContaining('500 Internal Server Error: Oh.'), 1]);
  });

  test('of expired credentials, which are renewed in time, names the clock', async () => {
    const service = await serviceOf(refusal('ExpiredTokenException', 'The security token has expired'));

    expect(await failureOf(service, awsTool(service, SEND), args)).toContain(
      'the credentials of the role "reader" have expired: an operator must check the clock of this process.',
    );
  });

  test('of the signature names what may be wrong', async () => {
    const service = await serviceOf(refusal('UnrecognizedClientException'));

    expect(await failureOf(service, awsTool(service, SEND), args)).toContain(
      'did not accept the signature of the role "reader"',
    );
  });
});
