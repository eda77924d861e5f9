import type { JsonObject } from '../../../lambda/mcp/index.ts';
import { excerptOf, MAY_BE_DONE, NotAnMcpResponse } from '../../errors/index.ts';

const NO_RESPONSE = 'The body does not respond to the request';

/** Returns the error for a document that does not contain the response. */
export function withoutResponse(status: number, isSafe: boolean): NotAnMcpResponse {
  return new NotAnMcpResponse(status, '', isSafe ? NO_RESPONSE : `${NO_RESPONSE}. ${MAY_BE_DONE}`);
}

/** Returns the error for something that a server sent where MCP has something else. */
export function notMcp(status: number, found: JsonObject): NotAnMcpResponse {
  return new NotAnMcpResponse(status, excerptOf(JSON.stringify(found)), MAY_BE_DONE);
}

/** Returns the error for a request that was accepted like a notification. */
export function acceptedOnly(status: number): NotAnMcpResponse {
  return new NotAnMcpResponse(status, '', 'The server accepted the request as a notification, and will not respond');
}
