import { STDIO } from '../reasons.ts';
import type { Page } from '../types.ts';

export const stdioPage: Page = {
  revision: '2026-07-28',
  page: 'basic/transports/stdio',
  requirements: [
    {
      id: 'stdio-1',
      section: '',
      sentence: 'Messages are delimited by newlines, and MUST NOT contain embedded newlines.',
      ...STDIO,
    },
    {
      id: 'stdio-2',
      section: '',
      sentence:
        "The client MAY capture, forward, or ignore the server's `stderr` output and SHOULD NOT assume `stderr` output indicates error conditions.",
      ...STDIO,
    },
    {
      id: 'stdio-3',
      section: '',
      sentence: 'The server MUST NOT write anything to its `stdout` that is not a valid MCP message.',
      ...STDIO,
    },
    {
      id: 'stdio-4',
      section: '',
      sentence: "The client MUST NOT write anything to the server's `stdin` that is not a valid MCP message.",
      ...STDIO,
    },
    {
      id: 'stdio-5',
      section: '',
      sentence:
        'Custom transports built on such streams SHOULD reuse this framing and the message rules on this page; only the subprocess-specific aspects (launch, `stderr`, shutdown by closing the stream, process restart) need channel-specific equivalents.',
      ...STDIO,
    },
    {
      id: 'stdio-6',
      section: 'sending-messages',
      sentence: 'The client MUST NOT write JSON-RPC responses.',
      ...STDIO,
    },
    {
      id: 'stdio-7',
      section: 'receiving-messages',
      sentence:
        'Clients MUST correlate these using the `io.modelcontextprotocol/subscriptionId` field in `_meta`; see `SubscriptionsListenRequest`.',
      ...STDIO,
    },
    {
      id: 'stdio-8',
      section: 'receiving-messages',
      sentence: 'The server MUST NOT write JSON-RPC requests to `stdout`.',
      ...STDIO,
    },
    {
      id: 'stdio-9',
      section: 'cancellation',
      sentence:
        "To cancel an in-flight request, the client MUST send a `notifications/cancelled` notification referencing the request's ID.",
      ...STDIO,
    },
    {
      id: 'stdio-10',
      section: 'cancellation',
      sentence:
        'Servers SHOULD stop work on a cancelled request as soon as practical and MUST NOT send any further messages for it.',
      ...STDIO,
    },
    {
      id: 'stdio-11',
      section: 'shutdown',
      sentence: 'The client SHOULD initiate shutdown by: Closing the input stream to the child process (the server).',
      ...STDIO,
    },
    {
      id: 'stdio-12',
      section: 'shutdown',
      sentence: 'The client SHOULD initiate shutdown by: Waiting for the server to exit.',
      ...STDIO,
    },
    {
      id: 'stdio-13',
      section: 'shutdown',
      sentence:
        'The client SHOULD initiate shutdown by: If the server does not exit within a reasonable time, forcibly terminating the process using the mechanism appropriate for the operating system.',
      ...STDIO,
    },
    {
      id: 'stdio-14',
      section: 'shutdown',
      sentence: 'Servers SHOULD exit promptly when their standard input is closed or reads return end-of-file.',
      ...STDIO,
    },
    {
      id: 'stdio-15',
      section: 'unexpected-termination',
      sentence: 'If the server process exits unexpectedly, the client SHOULD restart it.',
      ...STDIO,
    },
    {
      id: 'stdio-16',
      section: 'backward-compatibility',
      sentence:
        'A client that supports both modern (per-request-metadata) MCP versions and a legacy version that requires an `initialize` handshake SHOULD probe with `server/discover` before sending any other request, setting its preferred modern version in `_meta`.',
      ...STDIO,
    },
    {
      id: 'stdio-17',
      section: 'backward-compatibility',
      sentence:
        'The fallback MUST NOT be keyed to one specific error code: legacy servers respond to unknown pre-`initialize` requests with implementation-defined errors (commonly `-32601` or `-32602`) or not at all.',
      ...STDIO,
    },
    {
      id: 'stdio-18',
      section: 'backward-compatibility',
      sentence:
        'A client that only supports modern versions does not need to probe, but probing is still RECOMMENDED: some legacy servers do not validate that a request arrives after `initialize` and would process an era-ambiguous method (such as `tools/call`) under legacy semantics.',
      ...STDIO,
    },
  ],
};
