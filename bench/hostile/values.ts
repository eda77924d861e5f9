/** Values of a given size as JSON, in the shapes that make one or the other algorithm slow. */
import type { Json } from '../../lambda/json.ts';

/** Makes a value of about so many bytes of JSON. */
type Shape = (bytes: number) => Json;

const list = (length: number, item: (index: number) => Json): Json =>
  Array.from({ length: Math.max(1, Math.floor(length)) }, (_, index) => item(index));

const wide = (keys: number, index: number): Json => ({
  ...Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, 1])),
  z: index,
});

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { k: value };
  return value;
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  text: (bytes) => `${'a'.repeat(bytes)}!`,
  words: (bytes) => 'ab '.repeat(bytes / 3),
  'wide text': (bytes) => '界'.repeat(bytes / 3),
  emoji: (bytes) => '😀'.repeat(bytes / 4),
  texts: (bytes) => list(bytes / 12, (index) => `t${index % 1_000}${'a'.repeat(4)}`),
  'long texts': (bytes) => list(bytes / 2_003, (index) => `${'a'.repeat(1_995)}${index}`),
  ones: (bytes) => list(bytes / 2, () => 1),
  numbers: (bytes) => list(bytes / 8, (index) => index),
  fractions: (bytes) => list(bytes / 24, (index) => 1e-300 * (index + 1)),
  'wide objects': (bytes) => list(bytes / 480, (index) => wide(58, index)),
  'small objects': (bytes) => list(bytes / 16, (index) => ({ k0: index, z: 1 })),
  'equal objects': (bytes) => list(bytes / 16, () => ({ k0: 1, z: [1] })),
  'empty lists': (bytes) => list(bytes / 3, () => []),
  'short lists': (bytes) => list(bytes / 10, (index) => [index, 1]),
  'one wide object': (bytes) => Object.fromEntries(Array.from({ length: bytes / 12 }, (_, key) => [`k${key}`, 1])),
  'object of lists': (bytes) => Object.fromEntries(Array.from({ length: bytes / 20 }, (_, key) => [`k${key}`, [1, 2]])),
  'deep lists': (bytes) => list(bytes / 200, () => nested(50)),
};
