import type { StreamingHandler } from '../runtime.ts';
import { serve } from '../serve.ts';
import type { Line } from '../wire.ts';
import { type McpServer, McpSession } from './session.ts';

/**
 * Makes an MCP server, of either SDK, the handler of a Lambda function: each of its tools can be published as a tool of
 * Spillway. What it reports and logs streams; what it asks its client is asked of the caller, and the call is made again with
 * the answer, so a tool's code before a question runs once for each attempt.
 *
 * @param server a server, which is kept from call to call, or a function that makes one for each call
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
      // A call that was left in the middle leaves the server with a question that nobody will answer: it starts afresh.
      if (typeof server === 'function' || session.isBusy) closing = session.close().catch(() => {});
      else kept = session;
    }
  }

  return serve(({ document, signal }) =>
    withSession((session) => ('list' in document ? session.list() : session.call(document, signal))),
  );
}
