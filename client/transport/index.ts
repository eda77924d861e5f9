/** The transport for the clients of the MCP SDKs: JSON lines, partial results, and older clients at servers of 2026-07-28. */
export type { AuthRequest, SdkOAuth, TokenSource } from './oauth-types.ts';
export type { SendOptions, TransportOptions } from './options.ts';
export { SpillwayTransport } from './spillway-transport.ts';
export { UnauthorizedError } from './unauthorized-error.ts';
