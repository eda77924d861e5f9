import { readFileSync, statSync } from 'node:fs';
import { generateSecrets } from '../../../local/aws/index.ts';
import { scratch } from '../support/scratch.ts';
import { resolverOf } from '../support/templates.ts';

const directory = scratch();
afterAll(() => directory.remove());

const FILE = directory.inside('secrets.json');

/** Generates a secret with these rules. */
function generate(rules: object, file = FILE, fresh = true): string {
  const Properties = { Name: 'key', Description: 'a key', GenerateSecretString: rules };
  const resolver = resolverOf({ Test: { Resources: { Key: { Type: 'AWS::SecretsManager::Secret', Properties } } } });
  return generateSecrets(resolver, file, fresh).get('key') ?? '';
}

test('a secret stays the same between runs, until a fresh start', () => {
  const first = generate({});

  expect(generate({}, FILE, false)).toBe(first);
  expect(generate({})).not.toBe(first);
});

test('only its owner can read the file', () => {
  const text = generate({});

  expect(statSync(FILE).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual({ key: text });
});

test.each([
  [{}, /^[!-~]{32}$/],
  [{ PasswordLength: 64, ExcludePunctuation: true }, /^[A-Za-z0-9]{64}$/],
  [{ ExcludePunctuation: true, ExcludeUppercase: true, ExcludeNumbers: true }, /^[a-z]{32}$/],
  [{ ExcludePunctuation: true, ExcludeLowercase: true, ExcludeCharacters: '0123456789ABC' }, /^[D-Z]{32}$/],
  [{ ExcludePunctuation: true, IncludeSpace: true, PasswordLength: 400 }, /^(?=.* )[A-Za-z0-9 ]{400}$/],
  [{ PasswordLength: 4 }, /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^A-Za-z0-9]).{4}$/],
  [{ PasswordLength: 1, RequireEachIncludedType: false }, /^.$/],
])('a secret follows the rules %j', (rules, pattern) => {
  expect(generate(rules)).toMatch(pattern);
});

test.each([
  [{ PasswordLength: 3 }, /no secret can satisfy these rules/],
  [{ PasswordLength: 0 }, /no secret can satisfy these rules/],
  [{ PasswordLength: 4097 }, /no secret can satisfy these rules/],
  [{ SecretStringTemplate: '{}', GenerateStringKey: 'key' }, /the property SecretStringTemplate is not emulated/],
])('%j is an error, even if a secret exists already', (rules, message) => {
  expect(() => generate(rules)).toThrow(message);
  generate({});
  expect(() => generate(rules, FILE, false)).toThrow(message);
});
