import { fileURLToPath } from 'node:url';
import { problemsOf } from './check.ts';
import type { Page, Requirement } from './types.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SUITE = { scenarios: new Set(['ping']), source: '{id:`ping-answered`}' };
const THIS = 'test/requirements/check.test.ts › problemsOf';
const MUST = { id: 'a', section: '', sentence: 'Servers MUST answer.' };
const SHOULD = { ...MUST, sentence: 'Servers SHOULD answer soon.' };

function judge(...requirements: readonly Requirement[]): readonly string[] {
  const page: Page = { revision: '2026-07-28', page: 'a', requirements };
  return problemsOf([page], ROOT, SUITE);
}

describe('problemsOf', () => {
  test('finds nothing wrong with what a test or a check of the suite covers', () => {
    const test = `${THIS} › finds nothing wrong with what a test or a check of the suite covers`;
    expect(judge({ ...MUST, coveredBy: [test, 'conformance › ping › ping-answered'] })).toEqual([]);
  });

  test.each([
    ['a test that is not there', `${THIS} › is not there`],
    ['a test that is skipped', 'test/requirements/titles.test.ts › a test that is skipped'],
    ['a file that is not there', 'test/requirements/nowhere.test.ts › a'],
    ['a check that is not there', 'conformance › ping › pong'],
    ['a scenario that does not run', 'conformance › pong › ping-answered'],
    ['a scenario as a whole', 'conformance › ping'],
  ])('tells of %s', (_what, reference) => {
    expect(judge({ ...MUST, coveredBy: [reference] })).toEqual([`a: there is no ${reference}`]);
  });

  test('tells of a sentence that nothing covers, and of an id that is used twice', () => {
    expect(judge({ ...MUST, coveredBy: [] })).toEqual(['a: nothing covers it']);
    expect(judge({ ...MUST, notApplicable: 'why' }, { ...SHOULD, notApplicable: 'why' })).toEqual([
      'a: the id is used twice',
    ]);
  });

  test('lets a SHOULD be declined, and no MUST', () => {
    expect(judge({ ...SHOULD, declined: 'why' })).toEqual([]);
    expect(judge({ ...MUST, declined: 'why' })).toEqual(['a: a MUST cannot be declined']);
  });
});
