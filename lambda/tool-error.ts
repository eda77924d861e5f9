/**
 * A failure that the agent can act on; becomes a result with `isError: true` whose text is the message. Never contains
 * a secret.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** Whether the target reports that the item does not exist: `resources/read` has an error of its own for that. */
  readonly notFound: boolean;

  /** @param options `cause`: for the author of the tool; agents never see it */
  constructor(
    message: string,
    { notFound = false, cause }: { readonly notFound?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.notFound = notFound;
  }
}
