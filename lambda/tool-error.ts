interface ToolErrorOptions {
  readonly notFound?: boolean;
  readonly isAdvised?: boolean;
  readonly cause?: unknown;
}

/**
 * A failure that the agent can act on; becomes a result with `isError: true` whose text is the message. Never contains
 * a secret.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** Whether the target reports that the item does not exist: `resources/read` has an error of its own for that. */
  readonly notFound: boolean;
  /** Whether the message says if the call may be repeated. */
  readonly isAdvised: boolean;

  /** @param options `cause`: for the author of the tool; agents never see it */
  constructor(message: string, { notFound = false, isAdvised = false, cause }: ToolErrorOptions = {}) {
    super(message, { cause });
    this.notFound = notFound;
    this.isAdvised = isAdvised;
  }
}

/** Something is larger than the limit for it: what came before it remains valid. */
export class TooLarge extends ToolError {}
