import { McpClientError } from '../errors/index.ts';

/**
 * The user must log in: the provider has opened the page for it. Pass the code that it returns to `finishAuth`, then connect again.
 * The name is that of the SDK's class, by which SDK v2 recognizes the error.
 */
export class UnauthorizedError extends McpClientError {
  override readonly name = 'UnauthorizedError';
  readonly actor = 'credentials';

  constructor() {
    super('The user must log in first. Pass the authorization code to finishAuth(), then connect again');
  }
}
