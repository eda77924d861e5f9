import { listScenarios } from './suite.ts';

/** Revisions that the suite speaks, the newest first. */
export const REVISIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'] as const;
export type Revision = (typeof REVISIONS)[number];

/** Those of which the suite says what conformance requires, frozen when they shipped. */
export const REQUIRED_REVISIONS = ['2026-07-28', '2025-11-25'] as const satisfies readonly Revision[];
export type RequiredRevision = (typeof REQUIRED_REVISIONS)[number];

/** Revision that scenarios of extensions are spoken at. */
const EXTENSIONS_AT: Revision = '2026-07-28';

/** One run of the suite. */
export interface Batch {
  readonly revision: Revision;
  /** Options that select {@link scenarios}. */
  readonly selection: readonly string[];
  readonly scenarios: readonly string[];
}

/** All runs, which together are every server scenario at every revision that it is for, each once. */
export interface Plan {
  readonly batches: readonly Batch[];
  /** What conformance requires, by revision. */
  readonly scored: Readonly<Record<RequiredRevision, readonly string[]>>;
}

/** What the suite has for servers, as it says itself. */
export interface Listed {
  /** Scenarios of its frozen requirements. */
  readonly required: Readonly<Record<RequiredRevision, Requirements>>;
  /** Revisions that a scenario is for, by its name: none for those of extensions. */
  readonly scenarios: ReadonlyMap<string, readonly string[]>;
}

interface Requirements {
  readonly scored: readonly string[];
  /** Run and reported with them, never scored. */
  readonly unscored: readonly string[];
}

/** Asks the suite what it has. */
export async function readListed(): Promise<Listed> {
  const [all, ...required] = await Promise.all([
    listScenarios(['--server']),
    ...REQUIRED_REVISIONS.map((revision) => listScenarios(['--requirements', revision])),
  ]);
  const [newest = '', older = ''] = required;
  return {
    required: { '2026-07-28': readRequirements(newest), '2025-11-25': readRequirements(older) },
    scenarios: new Map(
      matchAll(all, /^ {2}- (\S+) \[(.*)\]$/gm).map(([name = '', marks = '']) => [
        name,
        marks === 'extension' ? [] : marks.split(','),
      ]),
    ),
  };
}

function readRequirements(text: string): Requirements {
  const [, scored = ''] = /^Server scenarios.*?:\n((?: {2}- \S+\n)*)/m.exec(text) ?? [];
  return {
    scored: matchAll(scored, /^ {2}- (\S+)$/gm).map(([name = '']) => name),
    unscored: matchAll(text, /^ {4}- (\S+) \[server\]$/gm).map(([name = '']) => name),
  };
}

function matchAll(text: string, pattern: RegExp): readonly (readonly string[])[] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => groups);
}

/**
 * Plans the runs: `--requirements` where there are some, `--suite all` for the older revisions, and one by one what
 * `--suite all` has beyond the requirements, and extensions that are in none.
 */
export function planRuns({ required, scenarios }: Listed): Plan {
  const at = (revision: Revision) =>
    [...scenarios].filter(([, marks]) => marks.includes(revision)).map(([name]) => name);
  const batches: Batch[] = REVISIONS.map((revision) => {
    if (!isRequired(revision)) {
      return { revision, selection: ['--suite', 'all', '--spec-version', revision], scenarios: at(revision) };
    }
    const { scored, unscored } = required[revision];
    return { revision, selection: ['--requirements', revision], scenarios: [...scored, ...unscored] };
  });
  for (const { revision, scenarios: covered } of [...batches]) {
    for (const scenario of at(revision).filter((name) => !covered.includes(name))) {
      batches.push({
        revision,
        selection: ['--scenario', scenario, '--spec-version', revision],
        scenarios: [scenario],
      });
    }
  }
  const covered = new Set(batches.flatMap((batch) => batch.scenarios));
  for (const scenario of [...scenarios.keys()].filter((name) => !covered.has(name))) {
    batches.push({ revision: EXTENSIONS_AT, selection: ['--scenario', scenario], scenarios: [scenario] });
  }
  return {
    batches,
    scored: { '2026-07-28': required['2026-07-28'].scored, '2025-11-25': required['2025-11-25'].scored },
  };
}

function isRequired(revision: Revision): revision is RequiredRevision {
  return REQUIRED_REVISIONS.some((known) => known === revision);
}
