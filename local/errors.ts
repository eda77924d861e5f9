/**
 * Something that keeps the local stack from starting and that a person can put right: an option, a template, a catalogue
 * directory, a busy port. The message says where, what is wrong, and what to do; it is printed without a stack trace.
 */
export class LocalStackError extends Error {
  override readonly name: string = 'LocalStackError';
}

/** A wrong command line: printed with the usage, exit code 2. */
export class UsageError extends LocalStackError {
  override readonly name = 'UsageError';
}

/** A template says something that the local stack cannot play faithfully. */
export class TemplateError extends LocalStackError {
  override readonly name = 'TemplateError';

  /**
   * @param where stack, logical id, type and property, as far as known
   * @param problem what was found
   * @param fix what to change, and in which file
   */
  constructor(where: string, problem: string, fix: string) {
    super(`${where}: ${problem}. ${fix}`);
  }
}
