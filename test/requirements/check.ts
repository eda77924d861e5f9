import { existsSync } from 'node:fs';
import { SEPARATOR, testTitles } from './titles.ts';
import { type Level, levelOf, type Page, type Requirement } from './types.ts';

const CONFORMANCE = 'conformance';

/** What a check of the official suite is found by. */
export interface Suite {
  /** Names of the scenarios that `npm run conformance` runs. */
  readonly scenarios: ReadonlySet<string>;
  /** The suite's own code, which has the ids of its checks. */
  readonly source: string;
}

/**
 * Checks a list of requirements: each is settled, and what covers it exists.
 *
 * @param root of the repository, with a slash at the end
 * @returns what is wrong, one line each
 */
export function problemsOf(pages: readonly Page[], root: string, suite: Suite): readonly string[] {
  const requirements = pages.flatMap((page) => page.requirements);
  const ids = requirements.map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}: the id is used twice`);
  const titles = titlesBelow(root);
  return [...twice, ...requirements.flatMap((requirement) => faultsOf(requirement, titles, suite))];
}

function faultsOf(requirement: Requirement, titles: Titles, suite: Suite): readonly string[] {
  const { id } = requirement;
  if ('declined' in requirement && levelOf(requirement) === 'MUST') return [`${id}: a MUST cannot be declined`];
  if (!('coveredBy' in requirement)) return [];
  if (requirement.coveredBy.length === 0) return [`${id}: nothing covers it`];
  return requirement.coveredBy
    .filter((reference) => !exists(reference, titles, suite))
    .map((reference) => `${id}: there is no ${reference}`);
}

function exists(reference: string, titles: Titles, suite: Suite): boolean {
  const [file = '', ...names] = reference.split(SEPARATOR);
  if (file !== CONFORMANCE) return titles(file).has(names.join(SEPARATOR));
  const [scenario = '', check = ''] = names;
  return suite.scenarios.has(scenario) && check !== '' && suite.source.includes(check);
}

type Titles = (file: string) => ReadonlySet<string>;

function titlesBelow(root: string): Titles {
  const known = new Map<string, ReadonlySet<string>>();
  return (file) => {
    const titles = known.get(file) ?? (existsSync(root + file) ? testTitles(root + file) : new Set<string>());
    known.set(file, titles);
    return titles;
  };
}

/** How many sentences of a level came to which end. */
export interface Tally {
  readonly level: Level;
  readonly covered: number;
  readonly notApplicable: number;
  readonly declined: number;
}

/** Counts sentences by level and by what became of them. */
export function tally(requirements: readonly Requirement[]): readonly Tally[] {
  return (['MUST', 'SHOULD'] as const).map((level) => {
    const of = requirements.filter((requirement) => levelOf(requirement) === level);
    const count = (key: string) => of.filter((requirement) => key in requirement).length;
    return {
      level,
      covered: count('coveredBy'),
      notApplicable: count('notApplicable'),
      declined: count('declined'),
    };
  });
}
