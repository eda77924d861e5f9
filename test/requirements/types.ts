/** Where a sentence stands: a revision of the specification, or the Tasks extension. */
export type Revision = '2026-07-28' | '2025-11-25' | '2025-06-18' | '2025-03-26' | 'ext-tasks';

/** The page of a revision, with every sentence of it that says MUST, SHALL, SHOULD, REQUIRED or RECOMMENDED. */
export interface Page {
  readonly revision: Revision;
  /** Its path below the revision, without the extension: `server/tools`. */
  readonly page: string;
  readonly requirements: readonly Requirement[];
}

/** One sentence, and what became of it. */
export type Requirement = Sentence & (Covered | NotApplicable | Declined);

interface Sentence {
  readonly id: string;
  /** The anchor of its section; empty before the first heading. */
  readonly section: string;
  /** As the page has it, without Markdown; the words that introduce a list stand before each of its items. */
  readonly sentence: string;
}

interface Covered {
  /**
   * What fails when we break it: `<file> › <describe> › <test>` from the root of the repository, or
   * `conformance › <scenario> › <check id>` of the official suite.
   */
  readonly coveredBy: readonly string[];
  /** Where the tests or the functions do less than the sentence says, or what decides how much. */
  readonly note?: string;
}

interface NotApplicable {
  /** Whom or what it binds instead of a server that we run. */
  readonly notApplicable: string;
}

interface Declined {
  /** Why we do otherwise; for a SHOULD only. */
  readonly declined: string;
}

/** How strongly a sentence binds: by its strongest word. */
export type Level = 'MUST' | 'SHOULD';

/** RFC 2119: MUST, REQUIRED and SHALL are one level, SHOULD and RECOMMENDED another. */
export function levelOf({ sentence }: Pick<Sentence, 'sentence'>): Level {
  return /\b(?:MUST|SHALL|REQUIRED)\b/.test(sentence) ? 'MUST' : 'SHOULD';
}
