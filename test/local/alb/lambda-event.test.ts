import { lambdaEvent } from '../../../local/alb/lambda-target.ts';
import { request } from '../support/requests.ts';

const ARN =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/lambda-279XGJDqGZ5rsrHC2Fjr/49e9d65c45c6791a';
const SINGLE = { targetGroupArn: ARN, multiValueHeaders: false };
const MULTI = { targetGroupArn: ARN, multiValueHeaders: true };

describe('the event of a Lambda target', () => {
  test('equals the documented event', () => {
    const event = lambdaEvent(
      SINGLE,
      request({
        path: '/lambda',
        query: 'query=1234ABCD',
        headers: [
          ['Accept', 'text/html'],
          ['Host', 'lambda-alb-123578498.us-east-1.elb.amazonaws.com'],
        ],
      }),
      Buffer.alloc(0),
    );

    // AWS: lambda/latest/dg/services-alb.html, shortened
    expect(event).toEqual({
      requestContext: { elb: { targetGroupArn: ARN } },
      httpMethod: 'GET',
      path: '/lambda',
      queryStringParameters: { query: '1234ABCD' },
      headers: { accept: 'text/html', host: 'lambda-alb-123578498.us-east-1.elb.amazonaws.com' },
      body: '',
      isBase64Encoded: false,
    });
  });

  test('contains the last of several values, without decoding', () => {
    const several = request({
      query: 'a=1&a=%20b',
      headers: [
        ['X', '1'],
        ['x', '2'],
      ],
    });

    expect(lambdaEvent(SINGLE, several, Buffer.alloc(0))).toMatchObject({
      queryStringParameters: { a: '%20b' },
      headers: { x: '2' },
    });
    expect(lambdaEvent(MULTI, several, Buffer.alloc(0))).toMatchObject({
      multiValueQueryStringParameters: { a: ['1', '%20b'] },
      multiValueHeaders: { x: ['1', '2'] },
    });
    expect(lambdaEvent(MULTI, several, Buffer.alloc(0))).not.toHaveProperty('headers');
  });

  test.each([
    ['application/json; charset=utf-8', undefined, false],
    ['text/plain', undefined, false],
    ['application/xml', undefined, false],
    ['application/octet-stream', undefined, true],
    [undefined, undefined, true],
    ['application/json', 'gzip', true],
  ])('a body of %s with encoding %s is Base64: %s', (type, encoding, isBase64Encoded) => {
    const headers = [
      ...(type === undefined ? [] : [['Content-Type', type] as const]),
      ...(encoding === undefined ? [] : [['Content-Encoding', encoding] as const]),
    ];

    const event = lambdaEvent(SINGLE, request({ method: 'POST', headers }), Buffer.from('{}'));

    expect(event).toMatchObject({ body: isBase64Encoded ? 'e30=' : '{}', isBase64Encoded });
  });
});
