/**
 * A problem that prevents the local stack from starting and that its user can correct: an option, a template, a catalogue
 * directory, a port in use. The message states where the problem is, what is wrong and how to correct it; it is printed
 * without a stack trace.
 */
export class LocalStackError extends Error {
  override readonly name: string = 'LocalStackError';
}

/** An invalid command line: printed with the usage, exit code 2. */
export class UsageError extends LocalStackError {
  override readonly name = 'UsageError';
}

/** A template contains something that the local stack cannot emulate faithfully. */
export class TemplateError extends LocalStackError {
  override readonly name = 'TemplateError';

  /**
   * @param where stack, logical id, type and property, as far as they are known
   * @param problem the value or property that was found, without a final period
   * @param fix the change to make, and in which file; a sentence of its own, without a final period
   */
  constructor(where: string, problem: string, fix: string) {
    super(`${where}: ${problem}. ${fix}`);
  }
}
