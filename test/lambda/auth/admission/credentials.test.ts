import { readCredentials } from '../../../../lambda/auth/admission/credentials.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln';
const KEY = 'spw_0a1b2c_abcdef';

test('a request without either header has none', () => {
  expect(readCredentials({ cookie: 'a=b' })).toEqual({ kind: 'none' });
});

test.each([
  ['Bearer', `Bearer ${KEY}`],
  ['any case', `bEARER ${KEY}`],
  ['spaces', `Bearer   ${KEY} `],
])('a key in Authorization (%s) is a key', (_, authorization) => {
  expect(readCredentials({ authorization })).toEqual({ kind: 'key', value: KEY });
});

test('X-Api-Key is a key, whatever it starts with', () => {
  expect(readCredentials({ 'x-api-key': KEY })).toEqual({ kind: 'key', value: KEY });
  expect(readCredentials({ 'x-api-key': JWT })).toEqual({ kind: 'key', value: JWT });
});

test('any other Bearer credential is a token', () => {
  expect(readCredentials({ authorization: `Bearer ${JWT}` })).toEqual({ kind: 'token', value: JWT });
  expect(readCredentials({ authorization: `Bearer xspw_${JWT}` })).toMatchObject({ kind: 'token' });
});

describe('what cannot be read as one credential is malformed', () => {
  test.each([
    ['both headers', { authorization: `Bearer ${JWT}`, 'x-api-key': KEY }],
    ['both headers with the same key', { authorization: `Bearer ${KEY}`, 'x-api-key': KEY }],
    ['both headers, one empty', { authorization: '', 'x-api-key': KEY }],
    ['two lines of Authorization', { authorization: `Bearer ${JWT}, Bearer ${KEY}` }],
    ['the same line of Authorization twice', { authorization: `Bearer ${JWT}, Bearer ${JWT}` }],
    ['a line with another scheme before it', { authorization: `Basic YTpi, Bearer ${JWT}` }],
    ['two lines of X-Api-Key', { 'x-api-key': `${KEY}, spw_other` }],
    ['a comma', { authorization: `Bearer ${JWT},` }],
    ['a space', { 'x-api-key': `${KEY} ${KEY}` }],
    ['no credential', { authorization: 'Bearer' }],
    ['only spaces', { authorization: 'Bearer   ' }],
    ['an empty key', { 'x-api-key': '' }],
    ['a control character', { 'x-api-key': `${KEY}\u0001` }],
    ['a letter outside ASCII', { authorization: 'Bearer é' }],
  ])('%s', (_, headers) => {
    const found = readCredentials(headers);
    expect(found.kind).toBe('malformed');
    // The message goes to the caller, and perhaps to a log.
    expect(JSON.stringify(found)).not.toMatch(/spw_|eyJ/);
  });
});

test.each(['Basic dXNlcjpwYXNz', 'DPoP eyJ', 'Bearerx', 'AWS4-HMAC-SHA256 Credential=a', ''])(
  'the scheme of %j is not supported',
  (authorization) => {
    expect(readCredentials({ authorization }).kind).toBe('unsupported');
  },
);
