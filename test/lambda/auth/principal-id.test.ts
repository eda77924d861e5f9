import { parseKeyId, parseUserId, userId } from '../../../lambda/auth/principal-id.ts';

describe('the id of a caller', () => {
  test.each(['alice', '', '|', 'a|b', 'key:k1', 'user:x|y'])(
    'of a user has the issuer and the subject %j',
    (subject) => {
      expect(parseUserId(userId('https://a.example', subject))).toEqual({ issuer: 'https://a.example', subject });
    },
  );

  test.each(['anonymous', 'key:k1', 'key:k1|alice', 'https://a.example|alice', 'user:alice', 'xuser:a|b', ''])(
    'is no user: %j',
    (id) => {
      expect(parseUserId(id)).toBeUndefined();
    },
  );

  test('of a key has the id of the key, and no other has', () => {
    expect(parseKeyId('key:k1')).toBe('k1');
    expect(['anonymous', 'user:a|key:k1', 'xkey:k1', 'k1'].map(parseKeyId)).toEqual(Array(4).fill(undefined));
  });
});
