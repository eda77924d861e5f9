import { endpointOf, regionOf } from '../../../lambda/aws/index.ts';

const LAMBDA = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_SESSION_TOKEN: 'c',
};
const SECRETS = { host: 'secretsmanager', variable: 'SECRETS_MANAGER' };

test('a function’s environment says Region, endpoint and credentials', () => {
  const { region, url, credentials } = endpointOf(SECRETS, LAMBDA);
  expect({ region, url }).toEqual({ region: 'us-east-1', url: 'https://secretsmanager.us-east-1.amazonaws.com' });
  expect(credentials()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
});

test('a service in China is found under its own domain', () => {
  const { url } = endpointOf(SECRETS, { ...LAMBDA, AWS_REGION: 'cn-north-1' });
  expect(url).toBe('https://secretsmanager.cn-north-1.amazonaws.com.cn');
});

test('another endpoint may be named, for one service before all services', () => {
  const all = { ...LAMBDA, AWS_ENDPOINT_URL: 'http://a' };
  expect(endpointOf(SECRETS, all).url).toBe('http://a');
  expect(endpointOf(SECRETS, { ...all, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://b' }).url).toBe('http://b');
  expect(endpointOf(SECRETS, { ...all, AWS_ENDPOINT_URL_DYNAMODB: 'http://b' }).url).toBe('http://a');
});

test('a Region that is given goes before the function’s own, and needs none', () => {
  expect(endpointOf(SECRETS, LAMBDA, 'eu-west-1')).toMatchObject({
    region: 'eu-west-1',
    url: 'https://secretsmanager.eu-west-1.amazonaws.com',
  });
  expect(endpointOf(SECRETS, {}, 'eu-west-1').region).toBe('eu-west-1');
});

test('what is absent is missed by name', () => {
  expect(() => endpointOf(SECRETS, {})).toThrow('AWS_REGION is not set');
  expect(() => endpointOf(SECRETS, { AWS_REGION: 'x' }).credentials()).toThrow('AWS_ACCESS_KEY_ID is not set');
});

test('an ARN says its Region, a name says none', () => {
  expect(regionOf('arn:aws:lambda:eu-west-1:123456789012:function:worker:live')).toBe('eu-west-1');
  expect(regionOf('arn:aws:iam::123456789012:role/x')).toBeUndefined();
  expect(regionOf('worker:live')).toBeUndefined();
  expect(regionOf('spillway-state')).toBeUndefined();
});
