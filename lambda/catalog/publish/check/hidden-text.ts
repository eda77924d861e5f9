import type { Fault, KeyPath } from '../../../fault.ts';
import type { Json } from '../../../json.ts';
import { type HiddenCharacter, hiddenCharacters } from '../../../text/index.ts';

/**
 * Finds characters that readers cannot see in the texts and keys of a document: what is published is what people see, and what a
 * reviewer approved is what a model reads. Characters that a language or an emoji needs are warnings.
 */
export function checkHiddenText(value: Json | undefined, path: KeyPath = []): Fault[] {
  if (typeof value === 'string') return faultsOf(value, path, 'has');
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return [...(Array.isArray(value) ? [] : faultsOf(key, at, 'the key has')), ...checkHiddenText(inner, at)];
  });
}

/** One fault for all characters to remove, and one warning for those that may be needed. */
function faultsOf(text: string, path: KeyPath, has: string): Fault[] {
  const found = hiddenCharacters(text);
  const [wrong, ...others] = found.filter(({ isNeeded }) => !isNeeded);
  const [needed, ...more] = found.filter(({ isNeeded }) => isNeeded);
  const faults: Fault[] = [];
  if (wrong !== undefined) {
    const message = `${has} ${describe(wrong)}${andMore(others.length)}, which readers cannot see: remove it`;
    faults.push({ path, message });
  }
  if (needed !== undefined) {
    const message = `${has} ${describe(needed)}${andMore(more.length)}, which some languages and emoji need: remove it if this text does not`;
    faults.push({ severity: 'warning', path, message });
  }
  return faults;
}

function andMore(count: number): string {
  return count === 0 ? '' : ` and ${count} more such character${count === 1 ? '' : 's'}`;
}

function describe({ char, index }: HiddenCharacter): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${kindOf(char)} (U+${code}) at character ${index + 1}`;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\p{Cc}/u, 'a control character'],
  [/\p{Cs}/u, 'half of a surrogate pair'],
  [/[\u202A-\u202E\u2066-\u2069]/, 'a directional override'],
  [/[\u200E\u200F\u061C]/, 'a mark of direction'],
  [/[\u{E0000}-\u{E007F}]/u, 'a tag character'],
  [/[\u200B-\u200D\u2060\uFEFF]/, 'a zero-width character'],
  [/[\u2028\u2029]/, 'a line separator'],
];

function kindOf(char: string): string {
  return KINDS.find(([pattern]) => pattern.test(char))?.[1] ?? 'an invisible character';
}
