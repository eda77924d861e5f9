/** A failure that the agent can act on; becomes a result with `isError: true` whose text is the message. Never contains a secret. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  /** Whether the requested thing does not exist, which is an error of its own for a resource. */
  readonly notFound: boolean;

  constructor(message: string, { notFound = false }: { readonly notFound?: boolean } = {}) {
    super(message);
    this.notFound = notFound;
  }
}
