import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const transports202506Page: Page = {
  revision: '2025-06-18',
  page: 'basic/transports',
  requirements: [
    {
      id: 'transports-2025-06-1',
      section: 'sending-messages-to-the-server',
      sentence:
        'The SSE stream SHOULD eventually include JSON-RPC response for the JSON-RPC request sent in the POST body.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-06-2',
      section: 'sending-messages-to-the-server',
      sentence:
        'The server SHOULD NOT close the SSE stream before sending the JSON-RPC response for the received JSON-RPC request, unless the session expires.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-06-3',
      section: 'sending-messages-to-the-server',
      sentence: 'After the JSON-RPC response has been sent, the server SHOULD close the SSE stream.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-06-4',
      section: 'resumability-and-redelivery',
      sentence:
        'If the client wishes to resume after a broken connection, it SHOULD issue an HTTP GET to the MCP endpoint, and include the `Last-Event-ID` header to indicate the last event ID it received.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-06-5',
      section: 'session-management',
      sentence:
        'If an `Mcp-Session-Id` is returned by the server during initialization, clients using the Streamable HTTP transport MUST include it in the `Mcp-Session-Id` header on all of their subsequent HTTP requests.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-06-6',
      section: 'session-management',
      sentence:
        'Servers that require a session ID SHOULD respond to requests without an `Mcp-Session-Id` header (other than initialization) with HTTP 400 Bad Request.',
      notApplicable: 'No request needs a session id: without one, a client is only never asked anything.',
    },
    {
      id: 'transports-2025-06-7',
      section: 'session-management',
      sentence:
        'When a client receives HTTP 404 in response to a request containing an `Mcp-Session-Id`, it MUST start a new session by sending a new `InitializeRequest` without a session ID attached.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-06-8',
      section: 'session-management',
      sentence:
        'Clients that no longer need a particular session (e.g., because the user is leaving the client application) SHOULD send an HTTP DELETE to the MCP endpoint with the `Mcp-Session-Id` header, to explicitly terminate the session.',
      ...CLIENT,
    },
  ],
};
