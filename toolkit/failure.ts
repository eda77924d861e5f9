/** The tool cannot complete the call. The message is for the agent: the reason, and what it can do. */
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
   * The requested object does not exist. A resource then reports "not found" to the client.
   *
   * @default false
   */
  readonly notFound?: boolean;
}

/**
 * Ends the call with an error for the agent. Parts that were already sent remain valid.
 *
 * @param message the reason, and what the agent can do
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
 * Makes the line for a thrown value. Anything but a {@link ToolFailure} is a bug: the details are logged under an id, and the agent
 * receives only that id.
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
    message: `The tool failed with an internal error. Its logs contain the details under ${errorId}.`,
  };
}

/** Compares the name, because two copies of this package in one bundle have different classes. */
function isToolFailure(thrown: unknown): thrown is ToolFailure {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'ToolFailure';
}
