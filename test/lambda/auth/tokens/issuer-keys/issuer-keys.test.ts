import type { JsonObject } from '../../../../../lambda/json.ts';
import { GetFailed } from '../../../../../lambda/outbound/index.ts';
import { deploy, ISSUER, KEY, mint, NOW } from '../support/deployment.ts';
import { rsaKey } from '../support/issuer.ts';

const NEXT = rsaKey('k2');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const METADATA = [`${ISSUER}/.well-known/oauth-authorization-server`, `${ISSUER}/.well-known/openid-configuration`];
const away = () => {
  throw new GetFailed(`${ISSUER}/keys`, 'connect ECONNREFUSED', { answered: false });
};
const INVALID = { kind: 'invalid', description: 'The signature of the token is not valid' };
const UNAVAILABLE = { kind: 'unavailable', retryAfterSeconds: 5 };

/** A token that does not expire during a test. */
function lasting(key = KEY, sub = 'alice'): string {
  return mint({ exp: NOW / 1000 + 100 * 3600, sub }, {}, { key });
}

describe('a token in memory', () => {
  test('is accepted without a promise, and without another read', async () => {
    const deployment = deploy();
    const token = lasting();
    const first = deployment.verify(token);
    await first;
    const { length } = deployment.gets;

    const second = deployment.verify(token);

    expect(first).toBeInstanceOf(Promise);
    expect(second).toBe(await first);
    expect(deployment.gets).toHaveLength(length);
  });

  test('costs no read of keys for another token of the same issuer', async () => {
    const deployment = deploy();
    await deployment.verify(lasting());
    await deployment.verify(lasting(KEY, 'bob'));

    expect(deployment.gets).toEqual([...METADATA, `${ISSUER}/keys`]);
  });

  test('is refused soon after its issuer removes the key', async () => {
    const deployment = deploy();
    const token = lasting();
    await deployment.verify(token);
    deployment.keys = [NEXT.jwk];

    deployment.now += 4 * MINUTE;
    expect(await deployment.verify(token)).toMatchObject({ kind: 'valid' });
    deployment.now += MINUTE;
    expect(await deployment.verify(token)).toEqual(INVALID);
  });

  test('is accepted after its issuer publishes the same key again', async () => {
    const deployment = deploy();
    const token = lasting();
    await deployment.verify(token);
    deployment.keys = [NEXT.jwk, { ...KEY.jwk, x5t: 'new' }];
    deployment.now += 5 * MINUTE;

    expect(await deployment.verify(token)).toMatchObject({ kind: 'valid' });
    expect(deployment.verify(token)).not.toBeInstanceOf(Promise);
  });
});

describe('the keys of an issuer', () => {
  test('are read once for concurrent tokens', async () => {
    const deployment = deploy();
    const tokens = Array.from({ length: 10 }, (_, i) => lasting(KEY, `user ${i}`));

    const verdicts = await Promise.all(tokens.map((token) => deployment.verify(token)));

    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['valid']));
    expect(deployment.gets).toHaveLength(3);
  });

  test('are read again every five minutes, and their location every hour', async () => {
    const deployment = deploy();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      await deployment.verify(lasting());
      deployment.now += 5 * MINUTE;
    }
    expect(deployment.gets).toEqual([...METADATA, ...Array(12).fill(`${ISSUER}/keys`)]);

    await deployment.verify(lasting());

    expect(deployment.gets.slice(14)).toEqual([...METADATA, `${ISSUER}/keys`]);
  });

  test('are found at once after a rotation', async () => {
    const deployment = deploy();
    await deployment.verify(lasting());
    deployment.keys = [KEY.jwk, NEXT.jwk];

    expect(await deployment.verify(lasting(NEXT))).toMatchObject({ kind: 'valid' });
  });

  test('are read at most once in 30 s for tokens that name unknown ones', async () => {
    const deployment = deploy();
    await deployment.verify(lasting());
    const before = deployment.gets.length;
    const forged = (i: number) => mint({}, { kid: `random ${i}` });

    for (let i = 0; i < 50; i++) {
      expect(await deployment.verify(forged(i))).toEqual(INVALID);
      deployment.now += 500;
    }
    await Promise.all(Array.from({ length: 50 }, (_, i) => deployment.verify(forged(100 + i))));
    expect(deployment.gets).toHaveLength(before + 1);

    deployment.now = NOW + 30_000;
    await Promise.all(Array.from({ length: 50 }, (_, i) => deployment.verify(forged(200 + i))));
    expect(deployment.gets).toHaveLength(before + 2);
    expect(await deployment.verify(lasting())).toMatchObject({ kind: 'valid' });
  });

  test('that nobody could read do not make a token invalid', async () => {
    const deployment = deploy();
    await deployment.verify(lasting());
    deployment.keys = away;

    expect(await deployment.verify(lasting(NEXT))).toEqual(UNAVAILABLE);
    deployment.now += 20_000;
    expect(await deployment.verify(lasting(NEXT))).toEqual(UNAVAILABLE);
    deployment.keys = [KEY.jwk, NEXT.jwk];
    deployment.now += 10_000;
    expect(await deployment.verify(lasting(NEXT))).toMatchObject({ kind: 'valid' });
  });

  test('serve for 24 hours while the issuer is away, and no longer', async () => {
    const deployment = deploy();
    const cached = lasting();
    await deployment.verify(cached);
    deployment.keys = away;

    deployment.now = NOW + 24 * HOUR - 1;
    expect(await deployment.verify(cached)).toMatchObject({ kind: 'valid' });
    expect(await deployment.verify(lasting(KEY, 'bob'))).toMatchObject({ kind: 'valid' });
    expect(deployment.reported).not.toEqual([]);
    deployment.now = NOW + 24 * HOUR;
    expect(await deployment.verify(cached)).toEqual(UNAVAILABLE);
    expect(await deployment.verify(lasting(KEY, 'carol'))).toEqual(UNAVAILABLE);
    deployment.keys = [KEY.jwk];
    deployment.now += 30_000;
    expect(await deployment.verify(cached)).toMatchObject({ kind: 'valid' });
  });

  test('are asked for once in 30 s while the issuer is away, without a promise in between', async () => {
    const deployment = deploy();
    const token = lasting();
    await deployment.verify(token);
    deployment.keys = away;
    deployment.now += 5 * MINUTE;
    await deployment.verify(token);
    const { length } = deployment.gets;

    deployment.now += 29_999;
    expect(deployment.verify(token)).toMatchObject({ kind: 'valid' });
    expect(deployment.gets).toHaveLength(length);
    deployment.now += 1;
    expect(deployment.verify(token)).toBeInstanceOf(Promise);
  });

  test('that are slow delay no token that the keys in memory can check', async () => {
    const deployment = deploy();
    const token = lasting();
    await deployment.verify(token);
    deployment.keys = () => new Promise<JsonObject>(() => {});
    deployment.now += 5 * MINUTE;

    const verdict = deployment.verify(token);
    await Promise.resolve();
    deployment.fireTimers();

    expect(await verdict).toMatchObject({ kind: 'valid' });
    expect(deployment.verify(token)).toMatchObject({ kind: 'valid' });
  });

  test('make tokens uncheckable until they can be read for the first time', async () => {
    const deployment = deploy();
    deployment.keys = away;

    expect(await deployment.verify(lasting())).toEqual(UNAVAILABLE);
    const { length } = deployment.gets;
    expect(await deployment.verify(lasting())).toEqual(UNAVAILABLE);
    expect(deployment.gets).toHaveLength(length);
    expect(String(deployment.reported[0])).toContain(
      `the keys of ${ISSUER} cannot be read: GetFailed: GET ${ISSUER}/keys`,
    );
    deployment.keys = [KEY.jwk];
    deployment.now += 1_000;
    expect(await deployment.verify(lasting())).toMatchObject({ kind: 'valid' });
  });

  test('are waited for a limited time', async () => {
    const deployment = deploy();
    deployment.keys = () => new Promise<JsonObject>(() => {});

    const verdict = deployment.verify(lasting());
    await new Promise((resolve) => setImmediate(resolve));
    deployment.fireTimers();

    expect(await verdict).toEqual(UNAVAILABLE);
  });

  test.each<readonly [string, () => JsonObject]>([
    ['no list', () => ({ keys: 'none' })],
    ['another document', () => ({ issuer: ISSUER })],
    ['too many keys', () => ({ keys: Array.from({ length: 101 }, () => ({})) })],
  ])('are not replaced by a response with %s', async (_, response) => {
    const deployment = deploy();
    await deployment.verify(lasting());
    deployment.keys = response;
    deployment.now += 5 * MINUTE;

    expect(await deployment.verify(lasting())).toMatchObject({ kind: 'valid' });
    expect(deployment.reported).toHaveLength(1);
  });

  test('can be none at all', async () => {
    const deployment = deploy();
    await deployment.verify(lasting());
    deployment.keys = [];
    deployment.now += 5 * MINUTE;

    expect(await deployment.verify(lasting())).toEqual(INVALID);
  });
});
