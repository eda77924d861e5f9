/** A failure that the agent can act on; becomes a result with `isError: true` whose text is the message. Never holds a secret. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** Whether what was asked for does not exist: where a resource is read, that is an error of its own. */
  readonly notFound: boolean;

  constructor(message: string, { notFound = false }: { readonly notFound?: boolean } = {}) {
    super(message);
    this.notFound = notFound;
  }
}
