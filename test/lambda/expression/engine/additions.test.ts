import { compileTemplate } from '../../../../lambda/expression/index.ts';
import type { Json } from '../../../../lambda/json.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';

const evaluate = async (source: string, args: Json = {}) =>
  compileTemplate(`{% ${source} %}`, 'body')({ args, work: new WorkBudget() });

describe('the functions that Step Functions adds', () => {
  test.each<[string, unknown]>([
    ['$partition([1..7], 3)', [[1, 2, 3], [4, 5, 6], [7]]],
    ['$partition([], 2)', []],
    ['$partition("one", 2)', [['one']]],
    ['$partition($args.none, 2)', undefined],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(0, 5, 2)', [0, 2, 4]],
    ['$range(1, 0, 1)', []],
    ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
    ['$hash("abc", "SHA-1")', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$hash("abc", "SHA-256")', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$length($hash("abc", "SHA-384"))', 96],
    ['$length($hash("é", "SHA-512"))', 128],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['($r := $random(); $r >= 0 and $r < 1)', true],
    [String.raw`$parse("{\"city\":\"Bern\",\"days\":[1,2]}").days`, [1, 2]],
    ['$parse($args.none)', undefined],
    ['$map(["1", "[2]"], $parse)', [1, [2]]],
    ['$map(["a"], $hash(?, "MD5"))', '0cc175b9c0f1b6a831c399e269772661'],
  ])('%s', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected);
  });

  test('$uuid is a new UUID of version 4 each time', async () => {
    const ids = await evaluate('[1..20].$uuid()');

    expect(new Set(ids as string[]).size).toBe(20);
    for (const id of ids as string[]) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });

  test.each([
    ['$partition([1], 0)', '$partition needs a whole size of 1 or more, not 0'],
    ['$range(0, 1, 0)', '$range needs a step other than 0'],
    ['$range(0, 1.5, 1)', '$range needs whole numbers, not 1.5'],
    ['$range(1, 10000000, 1)', '$range builds more than 100000 items'],
    ['$hash("abc", "CRC")', '$hash needs one of MD5, SHA-1, SHA-256, SHA-384, SHA-512 as its algorithm'],
    ['$parse("{hunter2")', '$parse needs a text of JSON: it is none from character 2 on'],
    ['$parse($args.long)', '$parse receives too long a text'],
    ['$hash(1, "MD5")', 'argument 1 of $hash has the wrong type: it is 1 (T0410'],
    ['$eval("1")', '$eval is not allowed: $parse reads JSON from a text'],
  ])('%s is refused', async (source, message) => {
    await expect(evaluate(source, { long: `"${'a'.repeat(3_000_000)}"` })).rejects.toThrow(message);
  });

  test('deeply nested JSON ends as an error', async () => {
    await expect(evaluate('$parse($args.deep)', { deep: '['.repeat(900_000) + ']'.repeat(900_000) })).rejects.toThrow(
      'failed',
    );
  });
});
