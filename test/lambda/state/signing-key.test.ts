import { inspect } from 'node:util';
import type { SecretStage } from '../../../lambda/aws/index.ts';
import { createKeySource } from '../../../lambda/state/signing-key.ts';

const FIRST = 'first key, of more than 32 bytes, '.repeat(2);
const SECOND = 'second key, of more than 32 bytes, '.repeat(2);

/** A secret whose versions the test sets. */
function prepare() {
  const clock = { ms: 1_000_000 };
  const secret = { AWSCURRENT: FIRST as string | undefined, AWSPREVIOUS: undefined as string | undefined };
  const state = { reads: [] as SecretStage[], failure: undefined as Error | undefined };
  const read = async (stage: SecretStage) => {
    state.reads.push(stage);
    if (state.failure) throw state.failure;
    return secret[stage];
  };
  const rotate = (text: string) => {
    secret.AWSPREVIOUS = secret.AWSCURRENT;
    secret.AWSCURRENT = text;
  };
  const source = createKeySource({ name: 'the-secret', read }, () => clock.ms);
  const texts = async () => {
    const { current, previous } = await source.keys();
    return [current.export().toString(), previous?.export().toString()];
  };
  return { clock, secret, state, rotate, source, texts };
}

test('both versions are read on first use, once for all who wait, and then for five minutes not', async () => {
  const { clock, state, source } = prepare();
  expect(state.reads).toEqual([]);
  await Promise.all([source.keys(), source.keys()]);
  expect(state.reads).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  clock.ms += 299_999;
  await source.keys();
  expect(state.reads).toHaveLength(2);
  clock.ms += 1;
  await source.keys();
  expect(state.reads).toHaveLength(4);
});

test('after a rotation there is a current and a previous key', async () => {
  const { clock, rotate, texts } = prepare();
  expect(await texts()).toEqual([FIRST, undefined]);
  rotate(SECOND);
  clock.ms += 300_000;
  expect(await texts()).toEqual([SECOND, FIRST]);
});

test('an unknown signature makes it look again, but not more often than every 30 seconds', async () => {
  const { clock, state, rotate, source } = prepare();
  const keys = await source.keys();
  rotate(SECOND);
  clock.ms += 29_999;
  expect(await source.newerThan(keys)).toBeUndefined();
  expect(state.reads).toHaveLength(2);

  clock.ms += 1;
  const [newer, same] = await Promise.all([source.newerThan(keys), source.newerThan(keys)]);
  expect(newer?.current.export().toString()).toBe(SECOND);
  expect(same).toBe(newer);
  expect(state.reads).toHaveLength(4);

  expect(await source.newerThan(keys)).toBe(newer);
  expect(newer && (await source.newerThan(newer))).toBeUndefined();
  expect(state.reads).toHaveLength(4);
});

test('a clock that steps back by an hour does not hide a rotation', async () => {
  const { clock, rotate, source, texts } = prepare();
  const keys = await source.keys();
  rotate(SECOND);
  clock.ms -= 3_600_000;

  expect((await source.newerThan(keys))?.current.export().toString()).toBe(SECOND);
  expect(await texts()).toEqual([SECOND, FIRST]);
});

test('while the secret cannot be read the last keys serve, and it is tried again every 30 seconds', async () => {
  const { clock, state, source, rotate, texts } = prepare();
  const keys = await source.keys();
  state.failure = new Error('Secrets Manager cannot be reached');
  clock.ms += 300_000;
  expect(await source.keys()).toBe(keys);
  expect(state.reads).toHaveLength(4);
  expect(await source.keys()).toBe(keys);
  expect(await source.newerThan(keys)).toBeUndefined();
  expect(state.reads).toHaveLength(4);

  state.failure = undefined;
  rotate(SECOND);
  clock.ms += 30_000;
  expect(await texts()).toEqual([SECOND, FIRST]);
});

test('a first read that fails is told by the name of the secret, and tried again by the next caller', async () => {
  const { state, source, texts } = prepare();
  state.failure = new Error('GetSecretValue was refused: AccessDeniedException');
  await expect(source.keys()).rejects.toThrow(
    'The signing secret the-secret cannot be read: GetSecretValue was refused: AccessDeniedException',
  );
  state.failure = undefined;
  expect(await texts()).toEqual([FIRST, undefined]);
});

test('a key that is absent or too short is refused, by the name of the secret and not by what it holds', async () => {
  const { secret, source } = prepare();
  secret.AWSCURRENT = undefined;
  await expect(source.keys()).rejects.toThrow('The signing secret the-secret has no text');
  secret.AWSCURRENT = 'hush'.repeat(7);
  const failure: Error = await source.keys().then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
  expect(failure.message).toContain('The signing secret the-secret is too short');
  expect(inspect(failure)).not.toContain('hush');
});

test('a previous version that is too short to have sealed anything does not matter', async () => {
  const { secret, texts } = prepare();
  secret.AWSPREVIOUS = 'short';
  expect(await texts()).toEqual([FIRST, undefined]);
});

test('keys that are printed say nothing', async () => {
  const { source } = prepare();
  const keys = await source.keys();
  expect(inspect(keys, { depth: 10, showHidden: true }) + JSON.stringify(keys)).not.toContain('first key');
});
