import { createSigner } from '../../../lambda/aws/sign.ts';

/** From the Signature Version 4 test suite that AWS publishes. */
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const TIME = Date.UTC(2015, 7, 30, 12, 36, 0);
const REQUEST = { method: 'GET', host: 'example.amazonaws.com', path: '/', headers: {}, body: '' };

const signatureOf = (headers: Record<string, string>) =>
  /Signature=([0-9a-f]+)$/.exec(headers.authorization ?? '')?.[1];

test.each([
  ['get-vanilla', REQUEST, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', { ...REQUEST, method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-header-key-sort',
    { ...REQUEST, method: 'POST', headers: { 'my-header1': 'value1' } },
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
])('%s', (_name, request, signature) => {
  const headers = createSigner('service', 'us-east-1')(request, CREDENTIALS, TIME);
  expect(signatureOf(headers)).toBe(signature);
  expect(headers['x-amz-date']).toBe('20150830T123600Z');
});

test('a session token is sent and signed', () => {
  const sign = createSigner('service', 'us-east-1');
  const headers = sign(REQUEST, { ...CREDENTIALS, sessionToken: 'token' }, TIME);
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
});

test('the day’s key follows the day and the secret', () => {
  const sign = createSigner('service', 'us-east-1');
  const fresh = (credentials: typeof CREDENTIALS, time: number) =>
    signatureOf(createSigner('service', 'us-east-1')(REQUEST, credentials, time));
  const other = { ...CREDENTIALS, secretAccessKey: 'other' };
  for (const [credentials, time] of [
    [CREDENTIALS, TIME],
    [CREDENTIALS, TIME + 86_400_000],
    [other, TIME + 86_400_000],
    [CREDENTIALS, TIME],
  ] as const) {
    expect(signatureOf(sign(REQUEST, credentials, time))).toBe(fresh(credentials, time));
  }
});
