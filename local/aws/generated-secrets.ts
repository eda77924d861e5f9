import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { writePrivateFile } from '../private-files.ts';
import { isRecord, type Properties, propertiesOf, type Resolver, secretName } from '../template/index.ts';

/** API: Secrets Manager, GetRandomPassword: PasswordLength. */
const DEFAULT_LENGTH = 32;
const LONGEST = 4096;

/** The kinds of characters, by the property that excludes them. */
const KINDS = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

const INERT = {
  Description: 'informational only',
  KmsKeyId: 'the local stack does not encrypt at rest',
  Tags: 'cost allocation only',
};

/**
 * Generates the secrets that templates declare, once: a file that only its owner can read keeps their values, so that a run
 * can verify what an earlier run signed.
 *
 * @param file keeps the values between runs
 * @param fresh deletes the file first
 * @returns values by the secret's name
 * @throws TemplateError for a property that is not emulated, such as `SecretString`: a template must not contain a secret
 */
export function generateSecrets(resolver: Resolver, file: string, fresh: boolean): ReadonlyMap<string, string> {
  if (fresh) rmSync(file, { force: true });
  const kept = readKept(file);
  const secrets = new Map(
    resolver.resources('AWS::SecretsManager::Secret').map((resource) => {
      const properties = propertiesOf(resource, resolver).closed(['Name', 'GenerateSecretString'], INERT);
      const name = secretName(resource, resolver);
      // Read even if a value exists: a mistake in the template would otherwise show only at the next fresh start.
      const rules = readRules(properties.object('GenerateSecretString'));
      const old = kept[name];
      return [name, typeof old === 'string' ? old : randomPassword(rules)] as const;
    }),
  );
  if ([...secrets].some(([name, text]) => kept[name] !== text)) {
    writePrivateFile(file, `${JSON.stringify(Object.fromEntries(secrets))}\n`);
  }
  return secrets;
}

function readKept(file: string): Record<string, unknown> {
  const value: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return isRecord(value) ? value : {};
}

/** The rules that a generated secret follows. */
interface PasswordRules {
  readonly kinds: readonly string[][];
  /** Kinds with at least one character in the secret. */
  readonly required: readonly string[][];
  readonly length: number;
}

/** API: Secrets Manager, GetRandomPassword. */
function readRules(rules: Properties): PasswordRules {
  rules.closed([
    'ExcludeCharacters',
    'IncludeSpace',
    'PasswordLength',
    'RequireEachIncludedType',
    ...Object.keys(KINDS),
  ]);
  const excluded = rules.optionalString('ExcludeCharacters') ?? '';
  const included = Object.entries(KINDS).filter(([property]) => !rules.boolean(property, false));
  const space = rules.boolean('IncludeSpace', false) ? [' '] : [];
  const kinds = [...included.map(([, characters]) => characters), ...space]
    .map((characters) => [...characters].filter((character) => !excluded.includes(character)))
    .filter(({ length }) => length > 0);
  const length = rules.optionalNumber('PasswordLength') ?? DEFAULT_LENGTH;
  const required = rules.boolean('RequireEachIncludedType', true) ? kinds : [];
  const fits = kinds.length > 0 && length >= Math.max(1, required.length) && length <= LONGEST;
  return fits
    ? { kinds, required, length }
    : rules.fail('', 'no secret can satisfy these rules', 'Include more characters or change PasswordLength in lib/');
}

/** Draws until every required kind occurs: inserting one afterwards would make some secrets likelier than others. */
function randomPassword({ kinds, required, length }: PasswordRules): string {
  const all = kinds.flat();
  for (;;) {
    const drawn = Array.from({ length }, () => all[randomInt(all.length)] ?? '');
    if (required.every((kind) => drawn.some((character) => kind.includes(character)))) return drawn.join('');
  }
}
