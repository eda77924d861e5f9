import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRecord, type Properties, propertiesOf, type Resolver, secretName } from '../template/index.ts';

/** API: Secrets Manager, GetRandomPassword: PasswordLength. */
const DEFAULT_LENGTH = 32;
const LONGEST = 4096;

/** The kinds of characters, each with the property that leaves it out. */
const KINDS = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

const INERT = {
  Description: 'for people',
  KmsKeyId: 'nothing is encrypted at rest locally',
  Tags: 'for bills',
};

/**
 * Makes up the secrets that templates want, once: their text lies in a file that only its owner may read, so that what one run
 * signed the next one knows.
 *
 * @param file where they lie between runs
 * @param fresh forgets what lies there
 * @returns text by the secret's name
 * @throws TemplateError for a property that is not played, a fixed text among them: a template is no place for one
 */
export function generateSecrets(resolver: Resolver, file: string, fresh: boolean): ReadonlyMap<string, string> {
  if (fresh) rmSync(file, { force: true });
  const kept = readKept(file);
  const secrets = new Map(
    resolver.resources('AWS::SecretsManager::Secret').map((resource) => {
      const properties = propertiesOf(resource, resolver).closed(['Name', 'GenerateSecretString'], INERT);
      const name = secretName(resource, resolver);
      // Read even where there is a text already, or a slip in the template would show at the next fresh start only.
      const rules = readRules(properties.object('GenerateSecretString'));
      const old = kept[name];
      return [name, typeof old === 'string' ? old : randomPassword(rules)] as const;
    }),
  );
  if ([...secrets].some(([name, text]) => kept[name] !== text)) {
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(secrets))}\n`, { mode: 0o600 });
  }
  return secrets;
}

function readKept(file: string): Record<string, unknown> {
  const value: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return isRecord(value) ? value : {};
}

/** What a text is drawn from. */
interface PasswordRules {
  readonly kinds: readonly string[][];
  /** Those of which it has a character at least. */
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
  return fits ? { kinds, required, length } : rules.fail('', 'no text fits what is asked for');
}

/** Draws again until each required kind is in it: to put them in would make some texts likelier than others. */
function randomPassword({ kinds, required, length }: PasswordRules): string {
  const all = kinds.flat();
  for (;;) {
    const drawn = Array.from({ length }, () => all[randomInt(all.length)] ?? '');
    if (required.every((kind) => drawn.some((character) => kind.includes(character)))) return drawn.join('');
  }
}
