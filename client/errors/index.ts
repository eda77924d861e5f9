/** The errors of the client: one class for each party that must act. Every message contains the server's words. */
export { type Actor, MAY_BE_DONE, McpClientError } from './client-error.ts';
export { excerptOf } from './excerpt.ts';
export { CredentialsRefused, challengeParam, RequestRefused } from './refused.ts';
export { NotAnMcpResponse, ServerBusy, ServerFailed } from './server-errors.ts';
export { MessageTooLarge, StreamCut } from './stream-errors.ts';
export { ServerUnreachable } from './unreachable.ts';
