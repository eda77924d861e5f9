import fc from 'fast-check';
import jsonata from 'jsonata';
import { compileTemplate } from '../../../../../lambda/expression/index.ts';
import type { Json } from '../../../../../lambda/json.ts';
import { WorkBudget } from '../../../../../lambda/work/index.ts';
import { argumentValues, expressionSources } from './expressions.ts';

async function ours(source: string, args: Json): Promise<string> {
  const value = Promise.resolve(compileTemplate(`{% ${source} %}`, 'body')({ args, work: new WorkBudget() }));
  return value.then(
    (found) => `${JSON.stringify(found)}`,
    () => 'failed',
  );
}

async function theirs(source: string, args: Json): Promise<string | undefined> {
  try {
    return `${JSON.stringify(plain(await jsonata(source).evaluate(undefined, { args })))}`;
  } catch (error) {
    // one that is not jsonata's: it cannot call a function that it was given, where the call ends a function
    return error instanceof TypeError ? undefined : 'failed';
  }
}

/** Without what JSON makes `null` of in a list, and an object of: nothing, and functions. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if ('_jsonata_function' in value || '_jsonata_lambda' in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe('the native evaluator', () => {
  test.each([
    '($map([{ "a": 1 }], $keys))',
    '(true ? $map([{ "a": 1 }], $keys))',
    '($map([{}], $keys))',
    '($toString := 5; $toString(1, function($v) { $v }))',
    '$constructor([1], function($v) { $v })',
  ])('gives for %s what jsonata gives', async (source) => {
    expect(await ours(source, {})).toBe(await theirs(source, {}));
  });

  test('answers what jsonata answers, and fails where it fails', async () => {
    await fc.assert(
      fc.asyncProperty(expressionSources, argumentValues, async (source, args) => {
        const [a, b] = [await ours(source, structuredClone(args)), await theirs(source, structuredClone(args))];
        if (b !== undefined && a !== b) throw new Error(`${source}\n  ours   ${a}\n  theirs ${b}`);
      }),
      { numRuns: Number(process.env.RUNS ?? 800) },
    );
  });
});
