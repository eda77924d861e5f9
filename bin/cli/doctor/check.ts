/** What one check saw. */
export interface Outcome {
  /** `warned`: works, and the operator should know; `skipped`: could not be checked here, `seen` has the reason. */
  readonly status: 'passed' | 'warned' | 'failed' | 'skipped';
  /** One sentence, in the present tense: what a healthy stage shows. */
  readonly expected: string;
  /** One sentence with what was measured or read. Never holds a secret. */
  readonly seen: string;
  /** What to do, as an instruction with the command or page; required unless the check passed. */
  readonly fix?: string;
  /** The key of the stage file that changes it, such as `streaming.flush`. */
  readonly key?: string;
}

/**
 * One question about a stage or its account.
 *
 * @typeParam Context what the check reads: clients, configuration, clocks; nothing from the environment
 */
export interface Check<Context> {
  /** Stable name in kebab case, such as `row-arrival`. `docs/first-deploy.md` names each. */
  readonly id: string;
  /** What is checked, as a noun phrase for the report. */
  readonly title: string;
  /**
   * The checks without which this one has nothing to look at, by ID: where one of them failed or was skipped, this one is skipped.
   *
   * @default none
   */
  readonly needs?: readonly string[];
  /**
   * Answers with one or more outcomes. An error that it throws becomes a failed outcome with the error's message, so
   * that one check never ends the others.
   */
  run(context: Context): Promise<readonly Outcome[]>;
}
