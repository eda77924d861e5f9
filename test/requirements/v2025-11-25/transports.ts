import { CLIENT, CUSTOM_TRANSPORT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const transports202511Page: Page = {
  revision: '2025-11-25',
  page: 'basic/transports',
  requirements: [
    {
      id: 'transports-2025-11-1',
      section: '',
      sentence: 'Clients SHOULD support stdio whenever possible.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-2',
      section: 'streamable-http',
      sentence:
        'The server MUST provide a single HTTP endpoint path (hereafter referred to as the MCP endpoint) that supports both POST and GET methods.',
      coveredBy: ['test/lambda/protocol/requirements/transports-2025.test.ts › POST is answered, and GET is 405'],
    },
    {
      id: 'transports-2025-11-3',
      section: 'security-warning',
      sentence:
        'Servers MUST validate the `Origin` header on all incoming connections to prevent DNS rebinding attacks',
      coveredBy: [
        'test/lambda/edge/http-handler.test.ts › origins › %s may not: 403 without an id, and nobody reads the body',
      ],
    },
    {
      id: 'transports-2025-11-4',
      section: 'security-warning',
      sentence:
        'When running locally, servers SHOULD bind only to localhost (127.0.0.1) rather than all network interfaces (0.0.0.0)',
      coveredBy: ['test/requirements/loopback.test.ts › the local stack listens on 127.0.0.1 and nowhere else'],
    },
    {
      id: 'transports-2025-11-5',
      section: 'security-warning',
      sentence: 'Servers SHOULD implement proper authentication for all connections',
      coveredBy: [
        'test/lib/config/auth.test.ts › a stage must say whom it admits › so %j is refused with the three methods',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
    },
    {
      id: 'transports-2025-11-6',
      section: 'sending-messages-to-the-server',
      sentence: 'The client MUST use HTTP POST to send JSON-RPC messages to the MCP endpoint.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-7',
      section: 'sending-messages-to-the-server',
      sentence:
        'The client MUST include an `Accept` header, listing both `application/json` and `text/event-stream` as supported content types.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-8',
      section: 'sending-messages-to-the-server',
      sentence: 'The body of the POST request MUST be a single JSON-RPC request, notification, or response.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a body that is %s is refused',
        'test/lambda/protocol/requirements/batches-2025.test.ts › under %s an array is refused',
      ],
    },
    {
      id: 'transports-2025-11-9',
      section: 'sending-messages-to-the-server',
      sentence: 'If the server accepts the input, the server MUST return HTTP status code 202 Accepted with no body.',
      coveredBy: ['test/lambda/protocol/requirements/transports-2025.test.ts › a %s gets 202 and nothing more'],
    },
    {
      id: 'transports-2025-11-10',
      section: 'sending-messages-to-the-server',
      sentence:
        'If the server cannot accept the input, it MUST return an HTTP error status code (e.g., 400 Bad Request).',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a response to nothing is refused with 400',
      ],
    },
    {
      id: 'transports-2025-11-11',
      section: 'sending-messages-to-the-server',
      sentence:
        'If the input is a JSON-RPC request, the server MUST either return `Content-Type: text/event-stream`, to initiate an SSE stream, or `Content-Type: application/json`, to return one JSON object.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › an answer is one JSON object or a stream of events',
      ],
    },
    {
      id: 'transports-2025-11-12',
      section: 'sending-messages-to-the-server',
      sentence: 'The client MUST support both these cases.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-13',
      section: 'sending-messages-to-the-server',
      sentence:
        'The server SHOULD immediately send an SSE event consisting of an event ID and an empty `data` field in order to prime the client to reconnect (using that event ID as `Last-Event-ID`).',
      declined:
        'Streams cannot be resumed: a result that is not delivered is not kept, so no event has an id. Priming a client to come back would make it poll for nothing.',
    },
    {
      id: 'transports-2025-11-14',
      section: 'sending-messages-to-the-server',
      sentence: 'The client SHOULD then "poll" the SSE stream by attempting to reconnect.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-15',
      section: 'sending-messages-to-the-server',
      sentence:
        'If the server does close the connection prior to terminating the SSE stream, it SHOULD send an SSE event with a standard `retry` field before closing the connection.',
      declined: 'Streams cannot be resumed: a result that is not delivered is not kept, so no event has an id.',
    },
    {
      id: 'transports-2025-11-16',
      section: 'sending-messages-to-the-server',
      sentence:
        'The client MUST respect the `retry` field, waiting the given number of milliseconds before attempting to reconnect.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-17',
      section: 'sending-messages-to-the-server',
      sentence:
        'The SSE stream SHOULD eventually include a JSON-RPC response for the JSON-RPC request sent in the POST body.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-11-18',
      section: 'sending-messages-to-the-server',
      sentence: 'These messages SHOULD relate to the originating client request.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-11-19',
      section: 'sending-messages-to-the-server',
      sentence: 'After the JSON-RPC response has been sent, the server SHOULD terminate the SSE stream.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a stream tells only of its request, ends with the response, and has no event ids',
      ],
    },
    {
      id: 'transports-2025-11-20',
      section: 'sending-messages-to-the-server',
      sentence: 'Disconnection SHOULD NOT be interpreted as the client cancelling its request.',
      declined:
        'A result that nobody can come back for is lost, so a call whose caller is known to have left is ended.',
    },
    {
      id: 'transports-2025-11-21',
      section: 'sending-messages-to-the-server',
      sentence: 'To cancel, the client SHOULD explicitly send an MCP `CancelledNotification`.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-22',
      section: 'listening-for-messages-from-the-server',
      sentence: 'The client MUST include an `Accept` header, listing `text/event-stream` as a supported content type.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-23',
      section: 'listening-for-messages-from-the-server',
      sentence:
        'The server MUST either return `Content-Type: text/event-stream` in response to this HTTP GET, or else return HTTP 405 Method Not Allowed, indicating that the server does not offer an SSE stream at this endpoint.',
      coveredBy: ['test/lambda/protocol/requirements/transports-2025.test.ts › POST is answered, and GET is 405'],
    },
    {
      id: 'transports-2025-11-24',
      section: 'listening-for-messages-from-the-server',
      sentence: 'These messages SHOULD be unrelated to any concurrently-running JSON-RPC request from the client.',
      notApplicable: 'GET is 405: nothing is sent on a stream of its own.',
    },
    {
      id: 'transports-2025-11-25',
      section: 'listening-for-messages-from-the-server',
      sentence:
        'The server MUST NOT send a JSON-RPC response on the stream unless resuming a stream associated with a previous client request.',
      notApplicable: 'GET is 405: nothing is sent on a stream of its own.',
    },
    {
      id: 'transports-2025-11-26',
      section: 'listening-for-messages-from-the-server',
      sentence:
        'If the server closes the connection without terminating the stream, it SHOULD follow the same polling behavior as described for POST requests: sending a `retry` field and allowing the client to reconnect.',
      notApplicable: 'GET is 405: nothing is sent on a stream of its own.',
    },
    {
      id: 'transports-2025-11-27',
      section: 'multiple-connections',
      sentence:
        'The server MUST send each of its JSON-RPC messages on only one of the connected streams; that is, it MUST NOT broadcast the same message across multiple streams.',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › goes out on the stream of the call, and its answer may come to another instance',
      ],
    },
    {
      id: 'transports-2025-11-28',
      section: 'resumability-and-redelivery',
      sentence:
        'If present, the ID MUST be globally unique across all streams within that session—or all streams with that specific client, if session management is not in use.',
      notApplicable: 'Streams cannot be resumed: a result that is not delivered is not kept, so no event has an id.',
    },
    {
      id: 'transports-2025-11-29',
      section: 'resumability-and-redelivery',
      sentence:
        'Event IDs SHOULD encode sufficient information to identify the originating stream, enabling the server to correlate a `Last-Event-ID` to the correct stream.',
      notApplicable: 'Streams cannot be resumed: a result that is not delivered is not kept, so no event has an id.',
    },
    {
      id: 'transports-2025-11-30',
      section: 'resumability-and-redelivery',
      sentence:
        'If the client wishes to resume after a disconnection (whether due to network failure or server-initiated closure), it SHOULD issue an HTTP GET to the MCP endpoint, and include the `Last-Event-ID` header to indicate the last event ID it received.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-31',
      section: 'resumability-and-redelivery',
      sentence: 'The server MUST NOT replay messages that would have been delivered on a different stream.',
      notApplicable: 'Streams cannot be resumed: a result that is not delivered is not kept, so no event has an id.',
    },
    {
      id: 'transports-2025-11-32',
      section: 'session-management',
      sentence:
        'The session ID SHOULD be globally unique and cryptographically secure (e.g., a securely generated UUID, a JWT, or a cryptographic hash).',
      coveredBy: [
        'test/lambda/state/signed-token.test.ts › a token with any one character changed, taken out or put in is none',
        'test/lambda/protocol/v2025/open-questions.test.ts › a session › is given to clients that can be asked something, and to no others',
      ],
    },
    {
      id: 'transports-2025-11-33',
      section: 'session-management',
      sentence: 'The session ID MUST only contain visible ASCII characters (ranging from 0x21 to 0x7E).',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a session › is given to clients that can be asked something, and to no others',
      ],
    },
    {
      id: 'transports-2025-11-34',
      section: 'session-management',
      sentence:
        'The client MUST handle the session ID in a secure manner, see Session Hijacking mitigations for more details.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-35',
      section: 'session-management',
      sentence:
        'If an `MCP-Session-Id` is returned by the server during initialization, clients using the Streamable HTTP transport MUST include it in the `MCP-Session-Id` header on all of their subsequent HTTP requests.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-36',
      section: 'session-management',
      sentence:
        'Servers that require a session ID SHOULD respond to requests without an `MCP-Session-Id` header (other than initialization) with HTTP 400 Bad Request.',
      notApplicable: 'No request needs a session id: without one, a client is only never asked anything.',
    },
    {
      id: 'transports-2025-11-37',
      section: 'session-management',
      sentence:
        'The server MAY terminate the session at any time, after which it MUST respond to requests containing that session ID with HTTP 404 Not Found.',
      notApplicable: 'No session is terminated: its id holds no state, and a request is served with and without it.',
    },
    {
      id: 'transports-2025-11-38',
      section: 'session-management',
      sentence:
        'When a client receives HTTP 404 in response to a request containing an `MCP-Session-Id`, it MUST start a new session by sending a new `InitializeRequest` without a session ID attached.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-39',
      section: 'session-management',
      sentence:
        'Clients that no longer need a particular session (e.g., because the user is leaving the client application) SHOULD send an HTTP DELETE to the MCP endpoint with the `MCP-Session-Id` header, to explicitly terminate the session.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-40',
      section: 'protocol-version-header',
      sentence:
        'If using HTTP, the client MUST include the `MCP-Protocol-Version: ` HTTP header on all subsequent requests to the MCP server, allowing the MCP server to respond based on the MCP protocol version.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-41',
      section: 'protocol-version-header',
      sentence: 'The protocol version sent by the client SHOULD be the one negotiated during initialization.',
      ...CLIENT,
    },
    {
      id: 'transports-2025-11-42',
      section: 'protocol-version-header',
      sentence:
        'For backwards compatibility, if the server does not receive an `MCP-Protocol-Version` header, and has no other way to identify the version - for example, by relying on the protocol version negotiated during initialization - the server SHOULD assume protocol version `2025-03-26`.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › without a version header the version is 2025-03-26',
      ],
    },
    {
      id: 'transports-2025-11-43',
      section: 'protocol-version-header',
      sentence:
        'If the server receives a request with an invalid or unsupported `MCP-Protocol-Version`, it MUST respond with `400 Bad Request`.',
      coveredBy: [
        'test/lambda/protocol/requirements/transports-2025.test.ts › a version header that is %s is refused with 400',
      ],
    },
    {
      id: 'transports-2025-11-44',
      section: 'custom-transports',
      sentence:
        'Implementers who choose to support custom transports MUST ensure they preserve the JSON-RPC message format and lifecycle requirements defined by MCP.',
      ...CUSTOM_TRANSPORT,
    },
    {
      id: 'transports-2025-11-45',
      section: 'custom-transports',
      sentence:
        'Custom transports SHOULD document their specific connection establishment and message exchange patterns to aid interoperability.',
      ...CUSTOM_TRANSPORT,
    },
  ],
};
