import { CLIENT, STDIO } from '../reasons.ts';
import type { Page } from '../types.ts';

export const lifecycle202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/lifecycle',
  requirements: [
    {
      id: 'lifecycle-2025-11-1',
      section: 'initialization',
      sentence: 'The initialization phase MUST be the first interaction between client and server.',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-2',
      section: 'initialization',
      sentence:
        'The client MUST initiate this phase by sending an `initialize` request containing: Protocol version supported',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-3',
      section: 'initialization',
      sentence:
        'The client MUST initiate this phase by sending an `initialize` request containing: Client capabilities',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-4',
      section: 'initialization',
      sentence:
        'The client MUST initiate this phase by sending an `initialize` request containing: Client implementation information',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-5',
      section: 'initialization',
      sentence: 'The server MUST respond with its own capabilities and information:',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › initialize says what is offered, and who answers',
      ],
    },
    {
      id: 'lifecycle-2025-11-6',
      section: 'initialization',
      sentence:
        'The client SHOULD NOT send requests other than pings before the server has responded to the `initialize` request.',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-7',
      section: 'initialization',
      sentence:
        'The server SHOULD NOT send requests other than pings and logging before receiving the `initialized` notification.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › nothing is sent that no request asked for',
      ],
    },
    {
      id: 'lifecycle-2025-11-8',
      section: 'version-negotiation',
      sentence: 'In the `initialize` request, the client MUST send a protocol version it supports.',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-9',
      section: 'version-negotiation',
      sentence: 'This SHOULD be the latest version supported by the client.',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-10',
      section: 'version-negotiation',
      sentence: 'If the server supports the requested protocol version, it MUST respond with the same version.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › %s is answered with the version asked for',
      ],
    },
    {
      id: 'lifecycle-2025-11-11',
      section: 'version-negotiation',
      sentence: 'Otherwise, the server MUST respond with another protocol version it supports.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › %s is answered with the newest version of its era',
      ],
    },
    {
      id: 'lifecycle-2025-11-12',
      section: 'version-negotiation',
      sentence: 'This SHOULD be the latest version supported by the server.',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › %s is answered with the newest version of its era',
      ],
    },
    {
      id: 'lifecycle-2025-11-13',
      section: 'version-negotiation',
      sentence: "If the client does not support the version in the server's response, it SHOULD disconnect.",
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-14',
      section: 'version-negotiation',
      sentence:
        'If using HTTP, the client MUST include the `MCP-Protocol-Version: ` HTTP header on all subsequent requests to the MCP server.',
      ...CLIENT,
    },
    {
      id: 'lifecycle-2025-11-15',
      section: 'operation',
      sentence: 'Both parties MUST: Respect the negotiated protocol version',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › an answer carries nothing of a later version',
      ],
    },
    {
      id: 'lifecycle-2025-11-16',
      section: 'operation',
      sentence: 'Both parties MUST: Only use capabilities that were successfully negotiated',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of a client that %s',
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of who shows no session, or a stranger’s',
      ],
    },
    {
      id: 'lifecycle-2025-11-17',
      section: 'stdio',
      sentence:
        'For the stdio transport, the client SHOULD initiate shutdown by: First, closing the input stream to the child process (the server)',
      ...STDIO,
    },
    {
      id: 'lifecycle-2025-11-18',
      section: 'stdio',
      sentence:
        'For the stdio transport, the client SHOULD initiate shutdown by: Waiting for the server to exit, or sending `SIGTERM` if the server does not exit within a reasonable time',
      ...STDIO,
    },
    {
      id: 'lifecycle-2025-11-19',
      section: 'stdio',
      sentence:
        'For the stdio transport, the client SHOULD initiate shutdown by: Sending `SIGKILL` if the server does not exit within a reasonable time after `SIGTERM`',
      ...STDIO,
    },
    {
      id: 'lifecycle-2025-11-20',
      section: 'timeouts',
      sentence:
        'When the request has not received a success or error response within the timeout period, the sender SHOULD issue a cancellation notification for that request and stop waiting for a response.',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is taken back when no answer comes in time',
      ],
    },
    {
      id: 'lifecycle-2025-11-21',
      section: 'error-handling',
      sentence: 'Implementations SHOULD be prepared to handle these error cases: Protocol version mismatch',
      coveredBy: [
        'test/lambda/protocol/requirements/lifecycle-2025.test.ts › %s is answered with the newest version of its era',
        'test/lambda/protocol/requirements/transports-2025.test.ts › a version header that is %s is refused with 400',
      ],
    },
    {
      id: 'lifecycle-2025-11-22',
      section: 'error-handling',
      sentence:
        'Implementations SHOULD be prepared to handle these error cases: Failure to negotiate required capabilities',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of a client that %s',
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is not asked of who shows no session, or a stranger’s',
      ],
    },
    {
      id: 'lifecycle-2025-11-23',
      section: 'error-handling',
      sentence: 'Implementations SHOULD be prepared to handle these error cases: Request timeouts',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is taken back when no answer comes in time',
      ],
    },
  ],
};
