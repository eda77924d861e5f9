import type { StreamingHandler } from '../runtime.ts';
import { serve } from '../serve.ts';
import type { Line } from '../wire.ts';
import { type McpServer, McpSession } from './session.ts';

/**
 * Creates a Lambda handler for an MCP server of either SDK, so that each of its tools can be published with Spillway. The server's
 * progress and log notifications are streamed. Its requests to the client go to the caller, and the tool runs again with the
 * answer, so a tool's code before a question runs once for each attempt.
 *
 * @param server a server that is reused for every call, or a function that creates one for each call
 */
export function serveMcpServer(server: McpServer | (() => McpServer | Promise<McpServer>)): StreamingHandler {
  let kept: McpSession | undefined;
  let closing: Promise<void> = Promise.resolve();

  async function open(): Promise<McpSession> {
    await closing;
    return McpSession.open(typeof server === 'function' ? await server() : server);
  }

  async function* withSession(use: (session: McpSession) => AsyncIterable<Line>): AsyncGenerator<Line> {
    const session = kept ?? (await open());
    kept = undefined;
    try {
      yield* use(session);
    } finally {
      // After an interrupted call the server still waits for an answer that never comes, so the session is not reused.
      if (typeof server === 'function' || session.isBusy) closing = session.close().catch(() => {});
      else kept = session;
    }
  }

  return serve(({ document, signal }) =>
    withSession((session) => ('list' in document ? session.list() : session.call(document, signal))),
  );
}
