import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import type { Json } from '../../../lambda/json.ts';
import { InvalidToken, TokenTooLarge } from '../../../lambda/state/index.ts';
import { createTokenSigner } from '../../../lambda/state/signed-token.ts';
import type { KeySource, SigningKeys } from '../../../lambda/state/signing-key.ts';
import { fixedKeys } from '../../support/state.ts';

const TTL_MS = 60_000;
const clock = { ms: Date.UTC(2026, 0, 1) };
const now = () => clock.ms;
const tokens = createTokenSigner(fixedKeys(), now);

const texts = fc.string({ unit: 'binary', maxLength: 30 });
const lists = fc.array(texts, { maxLength: 4 });
const payloads = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

test('a token gives back what was sealed, for the same kind and binding', async () => {
  await fc.assert(
    fc.asyncProperty(texts, lists, payloads, async (kind, bound, payload) => {
      const token = await tokens.sign(kind, bound, payload, TTL_MS);
      expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
      expect(await tokens.verify(kind, bound, token)).toEqual(payload);
    }),
  );
});

test('a token with any one character changed, taken out or put in is none', async () => {
  const tokenChars = fc.constantFrom(...'ABCXYZabcxyz0189_-.', '=', '\n', 'é');
  const changes = fc.record({ at: fc.nat(), char: tokenChars, how: fc.constantFrom('change', 'remove', 'insert') });
  await fc.assert(
    fc.asyncProperty(payloads, changes, async (payload, { at, char, how }) => {
      const token = await tokens.sign('kind', ['caller'], payload, TTL_MS);
      const index = at % (token.length + 1);
      const rest = token.slice(how === 'insert' ? index : index + 1);
      const changed = token.slice(0, index) + (how === 'remove' ? '' : char) + rest;
      fc.pre(changed !== token);
      await expect(tokens.verify('kind', ['caller'], changed)).rejects.toThrow(InvalidToken);
    }),
    { numRuns: 500 },
  );
});

test('every other spelling of the last character of the signature is refused, although it means the same bytes', async () => {
  const token = await tokens.sign('kind', [], null, TTL_MS);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const char of alphabet.replace(token.slice(-1), '')) {
    await expect(tokens.verify('kind', [], token.slice(0, -1) + char)).rejects.toThrow(InvalidToken);
  }
});

test('a token of another kind or binding is none, however alike the values are when written after each other', async () => {
  await fc.assert(
    fc.asyncProperty(texts, lists, texts, lists, async (kind, bound, otherKind, otherBound) => {
      fc.pre(JSON.stringify([kind, bound]) !== JSON.stringify([otherKind, otherBound]));
      const token = await tokens.sign(kind, bound, 1, TTL_MS);
      await expect(tokens.verify(otherKind, otherBound, token)).rejects.toThrow(InvalidToken);
    }),
  );
});

test.each([
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [['a'], ['a', '']],
  [[], ['']],
  [['1:a'], ['', 'a']],
  [['\ud800'], ['\ud801']],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
])('%j and %j are different bindings', async (bound, other) => {
  const token = await tokens.sign('kind', bound, 1, TTL_MS);
  await expect(tokens.verify('kind', other, token)).rejects.toThrow(InvalidToken);
});

test('a token is good until its time is over', async () => {
  const token = await tokens.sign('kind', [], 'x', TTL_MS);
  const begun = clock.ms;
  clock.ms = begun + TTL_MS - 1;
  expect(await tokens.verify('kind', [], token)).toBe('x');
  clock.ms = begun + TTL_MS;
  await expect(tokens.verify('kind', [], token)).rejects.toThrow('expired');
  clock.ms = begun;
});

test('a token of another key is none', async () => {
  const token = await createTokenSigner(fixedKeys(), now).sign('kind', [], 'x', TTL_MS);
  await expect(tokens.verify('kind', [], token)).rejects.toThrow(InvalidToken);
});

test.each(['', 'v1', 'v1..', 'v2.e30.', `v1.e30.${'A'.repeat(43)}`, 'null', '\0'])('%j is no token', async (text) => {
  await expect(tokens.verify('kind', [], text)).rejects.toThrow(InvalidToken);
});

test('what is too long is refused before any work, and what would become so is not sealed', async () => {
  const idle: KeySource = {
    keys: () => Promise.reject(new Error('keys were asked for')),
    newerThan: () => Promise.reject(new Error('keys were asked for')),
  };
  const long = `v1.${'A'.repeat(65_536)}.${'A'.repeat(43)}`;
  await expect(createTokenSigner(idle, now).verify('kind', [], long)).rejects.toThrow(InvalidToken);
  await expect(tokens.sign('kind', [], 'x'.repeat(50_000), TTL_MS)).rejects.toThrow(TokenTooLarge);
  const full = 'x'.repeat(49_000);
  expect(await tokens.verify('kind', [], await tokens.sign('kind', [], full, TTL_MS))).toBe(full);
});

describe('when the secret is rotated', () => {
  const [old, fresh] = ['a', 'b'].map((char) => createSecretKey(char.repeat(32), 'utf8'));
  if (!old || !fresh) throw new Error('no keys');
  const before: SigningKeys = { current: old, previous: undefined };
  const after: SigningKeys = { current: fresh, previous: old };
  const fixed = (keys: SigningKeys): KeySource => ({ keys: async () => keys, newerThan: async () => undefined });

  test('open requests go on, and new ones are sealed with the new key', async () => {
    const token = await createTokenSigner(fixed(before), now).sign('kind', [], 'x', TTL_MS);
    expect(await createTokenSigner(fixed(after), now).verify('kind', [], token)).toBe('x');

    const newer = await createTokenSigner(fixed(after), now).sign('kind', [], 'y', TTL_MS);
    const afterwards = fixed({ current: fresh, previous: undefined });
    expect(await createTokenSigner(afterwards, now).verify('kind', [], newer)).toBe('y');
    await expect(createTokenSigner(afterwards, now).verify('kind', [], token)).rejects.toThrow(InvalidToken);
  });

  test('an instance that has not heard of it looks again for a signature that it does not know', async () => {
    const newer = await createTokenSigner(fixed(after), now).sign('kind', [], 'y', TTL_MS);
    const late = createTokenSigner({ keys: async () => before, newerThan: async () => after }, now);
    expect(await late.verify('kind', [], newer)).toBe('y');
    await expect(createTokenSigner(fixed(before), now).verify('kind', [], newer)).rejects.toThrow(InvalidToken);
  });
});
