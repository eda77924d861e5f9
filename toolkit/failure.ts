/** The tool cannot do what it was asked; the message tells the agent why, and what it can do about it. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly notFound: boolean;

  constructor(message: string, { notFound = false }: FailureOptions = {}) {
    super(message);
    this.notFound = notFound;
  }
}

export interface FailureOptions {
  /**
   * What was asked for does not exist. Behind a resource, clients are told so.
   *
   * @default false
   */
  readonly notFound?: boolean;
}

/**
 * Ends the call with words for the agent. What was sent before stays sent.
 *
 * @param message why, and what the agent can do about it
 */
export function fail(message: string, options?: FailureOptions): never {
  throw new ToolFailure(message, options);
}

/** The last line of a call that failed. */
export interface FailedLine {
  readonly type: 'failed';
  readonly message: string;
  readonly notFound?: true;
}

/**
 * The line for whatever was thrown. What is no {@link ToolFailure} is a bug: the function's log has it, under an id that is all
 * the agent is told.
 *
 * @param report writes a line to the log
 */
export function failedLine(thrown: unknown, report: (line: string) => void = console.error): FailedLine {
  if (isToolFailure(thrown)) {
    return { type: 'failed', message: thrown.message, ...(thrown.notFound === true && { notFound: true }) };
  }
  const errorId = crypto.randomUUID();
  const error = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
  report(JSON.stringify({ level: 'ERROR', message: 'the tool failed', errorId, error }));
  return {
    type: 'failed',
    message: `The tool failed by a mistake of its own, which its logs explain under ${errorId}.`,
  };
}

/** By name: two copies of this package in one bundle have a class each. */
function isToolFailure(thrown: unknown): thrown is ToolFailure {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'ToolFailure';
}
