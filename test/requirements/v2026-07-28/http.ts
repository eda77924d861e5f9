import { CLIENT, INTERMEDIARY, UNSEEN_HANGUP } from '../reasons.ts';
import type { Page } from '../types.ts';

export const httpPage: Page = {
  revision: '2026-07-28',
  page: 'basic/transports/streamable-http',
  requirements: [
    {
      id: 'http-1',
      section: '',
      sentence:
        'The server MUST provide a single HTTP endpoint path (hereafter referred to as the MCP endpoint) that supports POST.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › a request POSTed to the endpoint is answered',
      ],
    },
    {
      id: 'http-2',
      section: 'security--endpoint',
      sentence:
        'Servers MUST validate the `Origin` header on all incoming connections to prevent DNS rebinding attacks.',
      coveredBy: [
        'test/lambda/edge/http-handler.test.ts › origins › %s may not: 403 without an id, and nobody reads the body',
        'conformance › dns-rebinding-protection › localhost-host-rebinding-rejected',
        'conformance › dns-rebinding-protection › localhost-host-valid-accepted',
      ],
    },
    {
      id: 'http-3',
      section: 'security--endpoint',
      sentence: 'If the `Origin` header is present and invalid, servers MUST respond with HTTP 403 Forbidden.',
      coveredBy: [
        'test/lambda/edge/http-handler.test.ts › origins › %s may not: 403 without an id, and nobody reads the body',
      ],
    },
    {
      id: 'http-4',
      section: 'security--endpoint',
      sentence:
        'When running locally, servers SHOULD bind only to localhost (127.0.0.1) rather than all network interfaces (0.0.0.0).',
      coveredBy: ['test/requirements/loopback.test.ts › the local stack listens on 127.0.0.1 and nowhere else'],
    },
    {
      id: 'http-5',
      section: 'security--endpoint',
      sentence: 'Servers SHOULD implement proper authentication for all connections.',
      coveredBy: [
        'test/lib/config/auth.test.ts › a stage must say whom it admits › so %j is refused with the three methods',
        'test/e2e/access.test.ts › a stage that requires credentials › challenges %s without any, whether the server exists or not',
        'test/lambda/auth/matrix.test.ts › what the functions do is what the model says › %s, at %s',
      ],
    },
    {
      id: 'http-6',
      section: 'sending-messages',
      sentence: 'Every JSON-RPC message sent from the client MUST be a new HTTP POST request to the MCP endpoint.',
      ...CLIENT,
    },
    {
      id: 'http-7',
      section: 'sending-messages',
      sentence: 'The client MUST use HTTP POST to send JSON-RPC messages.',
      ...CLIENT,
    },
    {
      id: 'http-8',
      section: 'sending-messages',
      sentence:
        'The client MUST include an `Accept` header listing both `application/json` and `text/event-stream` as supported content types.',
      ...CLIENT,
    },
    {
      id: 'http-9',
      section: 'sending-messages',
      sentence: 'The client MUST include the request metadata headers on each POST request.',
      ...CLIENT,
    },
    {
      id: 'http-10',
      section: 'sending-messages',
      sentence: 'The body of the HTTP POST MUST be a single JSON-RPC request or notification.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › a body that is %s is refused',
      ],
    },
    {
      id: 'http-11',
      section: 'sending-messages',
      sentence: 'The client MUST NOT send JSON-RPC responses.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › a body that is %s is refused',
      ],
    },
    {
      id: 'http-12',
      section: 'sending-messages',
      sentence: 'If the server accepts it, the server MUST return HTTP status code `202 Accepted` with no body.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › messages › a notification (%s) gets 202 and nothing more',
      ],
    },
    {
      id: 'http-13',
      section: 'sending-messages',
      sentence: 'If the server cannot accept it, it MUST return an HTTP error status code (e.g., `400 Bad Request`).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › a notification that cannot be accepted (%s) gets an error status and no id',
      ],
    },
    {
      id: 'http-14',
      section: 'sending-messages',
      sentence:
        'If the body is a JSON-RPC request, the server MUST return either `Content-Type: application/json` (a single JSON object) or `Content-Type: text/event-stream` (an SSE response stream).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › an answer is one JSON object where nothing precedes it',
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › an answer that something precedes is a stream of events',
      ],
    },
    {
      id: 'http-15',
      section: 'sending-messages',
      sentence: 'The client MUST support both.',
      ...CLIENT,
    },
    {
      id: 'http-16',
      section: 'receiving-messages',
      sentence: 'These notifications MUST relate to the originating client request.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › what is said on a stream belongs to its request',
      ],
    },
    {
      id: 'http-17',
      section: 'receiving-messages',
      sentence: 'The server MUST NOT send independent JSON-RPC requests on this stream.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a stream carries notifications, then the response, and ends; a request never',
      ],
    },
    {
      id: 'http-18',
      section: 'receiving-messages',
      sentence: 'The final JSON-RPC response SHOULD terminate the stream.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a stream carries notifications, then the response, and ends; a request never',
      ],
    },
    {
      id: 'http-19',
      section: 'receiving-messages',
      sentence:
        'When initiating an SSE stream, servers SHOULD include the `X-Accel-Buffering: no` header in the HTTP response.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a stream tells proxies not to buffer it',
      ],
    },
    {
      id: 'http-20',
      section: 'cancellation',
      sentence: 'Closing the SSE response stream MUST be treated by the server as cancellation of that request.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a caller who leaves ends the work, and nothing more is said',
      ],
      ...UNSEEN_HANGUP,
    },
    {
      id: 'http-21',
      section: 'cancellation',
      sentence:
        'The server SHOULD stop work on the cancelled request as soon as practical and MUST NOT send any further messages for it.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a caller who leaves ends the work, and nothing more is said',
      ],
      ...UNSEEN_HANGUP,
    },
    {
      id: 'http-22',
      section: 'protocol-version-header',
      sentence: 'Every POST request to the MCP endpoint MUST include an `MCP-Protocol-Version` header.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that is missing (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-23',
      section: 'protocol-version-header',
      sentence:
        "The header value MUST match the `io.modelcontextprotocol/protocolVersion` field carried in the request body's `_meta`.",
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that differs from the body (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-24',
      section: 'protocol-version-header',
      sentence:
        'If the values do not match, the server MUST reject the request with `400 Bad Request` and a `HeaderMismatch` JSON-RPC error (see Server Validation).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that differs from the body (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-25',
      section: 'protocol-version-header',
      sentence:
        'If the server does not implement the requested protocol version (whether the version is unknown to the server, or is a known version the server has chosen not to support), it MUST respond with `400 Bad Request` and an `UnsupportedProtocolVersionError` listing its supported versions.',
      coveredBy: [
        'test/lambda/protocol/requirements/versioning.test.ts › a version that nobody implements is refused with the versions that are',
      ],
    },
    {
      id: 'http-26',
      section: 'protocol-version-header',
      sentence:
        'If the server does not implement the requested RPC method, it MUST respond with `404 Not Found` and a JSON-RPC error with code `-32601` (`Method not found`).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › %s is not implemented: 404 and -32601',
      ],
    },
    {
      id: 'http-27',
      section: 'protocol-version-header',
      sentence:
        'A server that does not support such clients MUST reject a request without the header per Server Validation.',
      notApplicable: 'Clients of 2025-03-26 are supported, and served without the header.',
    },
    {
      id: 'http-28',
      section: 'standard-request-headers',
      sentence: 'These headers are REQUIRED for compliance.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that is missing (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-29',
      section: 'standard-request-headers',
      sentence:
        'If the `Mcp-Name` source value cannot be safely represented as a plain ASCII header value, clients MUST encode it using the Base64 sentinel format described in Value Encoding.',
      ...CLIENT,
    },
    {
      id: 'http-30',
      section: 'custom-headers-from-tool-parameters',
      sentence: 'While the use of `x-mcp-header` is optional for servers, clients MUST support this feature.',
      ...CLIENT,
    },
    {
      id: 'http-31',
      section: 'custom-headers-from-tool-parameters',
      sentence:
        "When a server's tool definition includes `x-mcp-header` annotations, conforming clients MUST mirror the designated parameter values into HTTP headers.",
      ...CLIENT,
    },
    {
      id: 'http-32',
      section: 'schema-extension',
      sentence: 'Constraints on `x-mcp-header` values: MUST NOT be empty',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'http-33',
      section: 'schema-extension',
      sentence:
        'Constraints on `x-mcp-header` values: MUST match HTTP field-name token syntax (`1*tchar`, RFC 9110 Section 5.1)',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'http-34',
      section: 'schema-extension',
      sentence:
        'Constraints on `x-mcp-header` values: MUST NOT contain control characters, including carriage return (CR, `\\r`) or line feed (LF, `\\n`)',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › parameters in headers › a mirrored parameter’s name %j is refused when it is published',
      ],
    },
    {
      id: 'http-35',
      section: 'schema-extension',
      sentence:
        'Constraints on `x-mcp-header` values: MUST be case-insensitively unique among all `x-mcp-header` values in the `inputSchema`',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'http-36',
      section: 'schema-extension',
      sentence:
        'Constraints on `x-mcp-header` values: MUST only be applied to parameters with primitive types (integer, string, boolean).',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'http-37',
      section: 'schema-extension',
      sentence: 'Integer values MUST be within the safe range for JavaScript (−253+1 to 253−1)',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › an integer that no double holds exactly is refused',
      ],
    },
    {
      id: 'http-38',
      section: 'schema-extension',
      sentence:
        'Constraints on `x-mcp-header` values: MUST only be applied to properties that are statically reachable from the schema root: reachable via a chain consisting solely of `properties` keys.',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › parameter headers › %s'],
    },
    {
      id: 'http-39',
      section: 'schema-extension',
      sentence:
        'The chain MUST NOT pass through `items` (or any other array keyword), composition keywords (`oneOf`, `anyOf`, `allOf`, `not`), conditional keywords (`if`/`then`/`else`), or `$ref`.',
      coveredBy: [
        'test/lambda/protocol/requirements/tools.test.ts › parameters in headers › a parameter below %s cannot be mirrored',
      ],
    },
    {
      id: 'http-40',
      section: 'schema-extension',
      sentence:
        'Clients using the Streamable HTTP transport MUST reject tool definitions where any `x-mcp-header` value violates these constraints.',
      ...CLIENT,
    },
    {
      id: 'http-41',
      section: 'schema-extension',
      sentence: 'Rejection means the client MUST exclude the invalid tool from the result of `tools/list`.',
      ...CLIENT,
    },
    {
      id: 'http-42',
      section: 'schema-extension',
      sentence:
        'Clients SHOULD log a warning when rejecting a tool definition, including the tool name and the reason for rejection.',
      ...CLIENT,
    },
    {
      id: 'http-43',
      section: 'value-encoding',
      sentence:
        'Clients MUST encode parameter values before including them in HTTP headers to ensure safe transmission and prevent injection attacks.',
      ...CLIENT,
    },
    {
      id: 'http-44',
      section: 'value-encoding',
      sentence:
        'When a value cannot be safely represented as a plain ASCII header value (e.g., it contains non-ASCII characters, control characters, or has leading/trailing whitespace), clients MUST use Base64 encoding of the UTF-8 representation with the following format:',
      ...CLIENT,
    },
    {
      id: 'http-45',
      section: 'value-encoding',
      sentence:
        'Tool and prompt names are only SHOULD-constrained to header-safe characters, so a name (or resource URI) outside the safe set is carried as:',
      notApplicable: 'It repeats what server/tools says of names.',
    },
    {
      id: 'http-46',
      section: 'value-encoding',
      sentence: 'These markers are case-sensitive and MUST appear exactly as shown (lowercase).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › the markers of Base64 are lower case: in any other spelling they are the value itself',
      ],
    },
    {
      id: 'http-47',
      section: 'value-encoding',
      sentence: 'Servers and intermediaries that need to inspect these values MUST decode them accordingly.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a name or parameter in Base64 is decoded before it is compared',
      ],
    },
    {
      id: 'http-48',
      section: 'value-encoding',
      sentence:
        'In particular, servers MUST decode an encoded `Mcp-Name` or `Mcp-Param-{Name}` value before comparing it to the corresponding request body value during Server Validation.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a name or parameter in Base64 is decoded before it is compared',
      ],
    },
    {
      id: 'http-49',
      section: 'value-encoding',
      sentence:
        'To avoid ambiguity, clients MUST also Base64-encode any plain-ASCII value that matches the sentinel pattern (i.e., starts with `=?base64?` and ends with `?=`).',
      ...CLIENT,
    },
    {
      id: 'http-50',
      section: 'client-behavior',
      sentence:
        'When constructing a `tools/call` request via HTTP transport, the client MUST: Extract the values for any standard headers from the request body (e.g., `method`, `params.name`, `params.uri`).',
      ...CLIENT,
    },
    {
      id: 'http-51',
      section: 'client-behavior',
      sentence:
        'When constructing a `tools/call` request via HTTP transport, the client MUST: Append the `Mcp-Method` header and, if applicable, `Mcp-Name` header to the request.',
      ...CLIENT,
    },
    {
      id: 'http-52',
      section: 'client-behavior',
      sentence:
        "When constructing a `tools/call` request via HTTP transport, the client MUST: Inspect the tool's `inputSchema` for properties marked with `x-mcp-header` and extract the value at each annotated property's exact property path, omitting the header when no value is present (see Schema Extension).",
      ...CLIENT,
    },
    {
      id: 'http-53',
      section: 'client-behavior',
      sentence:
        'When constructing a `tools/call` request via HTTP transport, the client MUST: Encode the values according to the Value Encoding rules.',
      ...CLIENT,
    },
    {
      id: 'http-54',
      section: 'client-behavior',
      sentence:
        'When constructing a `tools/call` request via HTTP transport, the client MUST: Append a `Mcp-Param-{Name}: {Value}` header to the request.',
      ...CLIENT,
    },
    {
      id: 'http-55',
      section: 'client-behavior',
      sentence:
        "If the server rejects a request with a `HeaderMismatch` error because required `Mcp-Param-*` headers are missing or do not match the body, the client SHOULD call `tools/list` to check for changes to the tool's `inputSchema`, then retry the original request with the appropriate headers.",
      ...CLIENT,
    },
    {
      id: 'http-56',
      section: 'server-behavior-for-custom-headers',
      sentence:
        'Intermediate servers that do not recognize an `Mcp-Param-{Name}` header MUST forward it and otherwise ignore it, as required by the HTTP Semantics RFC.',
      ...INTERMEDIARY,
    },
    {
      id: 'http-57',
      section: 'server-behavior-for-custom-headers',
      sentence:
        'Servers MUST reject requests with a recognized `Mcp-Param-{Name}` header that contains invalid characters (see Value Encoding).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › a parameter’s header that is %s is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-58',
      section: 'server-behavior-for-custom-headers',
      sentence:
        'Any server that processes the message body MUST validate that encoded header values, after decoding if Base64-encoded, match the corresponding values in the request body.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › a parameter’s header that is %s is refused with 400 and -32020',
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a name or parameter in Base64 is decoded before it is compared',
      ],
    },
    {
      id: 'http-59',
      section: 'server-behavior-for-custom-headers',
      sentence:
        'Servers MUST reject requests with a `400 Bad Request` HTTP status and JSON-RPC error code `-32020` (`HeaderMismatch`) if any validation fails.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › a parameter’s header that is %s is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-60',
      section: 'server-behavior-for-custom-headers',
      sentence: 'Parameter value provided | Client MUST include the header | Server MUST validate header matches body',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › a parameter’s header that is %s is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-61',
      section: 'server-behavior-for-custom-headers',
      sentence: 'Parameter value is `null` | Client MUST omit the header | Server MUST NOT expect the header',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › no header is expected for a parameter that is %s',
      ],
    },
    {
      id: 'http-62',
      section: 'server-behavior-for-custom-headers',
      sentence: 'Parameter not in arguments | Client MUST omit the header | Server MUST NOT expect the header',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › no header is expected for a parameter that is %s',
      ],
    },
    {
      id: 'http-63',
      section: 'server-behavior-for-custom-headers',
      sentence: 'Client omits header but value is in body | Non-conforming client | Server MUST reject the request',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › a parameter’s header that is %s is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-64',
      section: 'case-sensitivity',
      sentence: 'Clients and servers MUST use case-insensitive comparisons for header names.',
      coveredBy: [
        'test/lambda/edge/adapters.test.ts › a REST API event becomes the same request, whatever the case of its headers',
        'test/lambda/edge/adapters.test.ts › an ALB event becomes a request › with multi-value headers, whose lines join',
        'conformance › http-header-validation › sep-2243-header-name-case-insensitive',
      ],
    },
    {
      id: 'http-65',
      section: 'server-validation',
      sentence:
        'Servers that process the request body MUST reject requests where the values specified in the headers do not match the corresponding values in the request body.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that differs from the body (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-66',
      section: 'server-validation',
      sentence:
        'When validating integer parameter values, servers SHOULD compare the header value and the body value numerically rather than as strings (e.g., `42.0` and `42` are considered equal).',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › parameters in headers › integers are compared as numbers: %s is %i',
      ],
    },
    {
      id: 'http-67',
      section: 'server-validation',
      sentence:
        'When rejecting a request due to header validation failure, servers MUST return HTTP status `400 Bad Request` and MUST include a JSON-RPC error response using the following error code:',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that differs from the body (%s) is refused with 400 and -32020',
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a header that is missing (%s) is refused with 400 and -32020',
      ],
    },
    {
      id: 'http-68',
      section: 'server-validation',
      sentence:
        'For headers that permit the Base64 sentinel encoding (`Mcp-Name` and `Mcp-Param-{Name}`), servers MUST decode encoded values (see Value Encoding) before comparing them to the body value.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › standard headers › a name or parameter in Base64 is decoded before it is compared',
      ],
    },
    {
      id: 'http-69',
      section: 'server-validation',
      sentence:
        'Intermediaries MUST return an appropriate HTTP error status (e.g., `400 Bad Request`) for validation failures but are not required to return a JSON-RPC error response.',
      ...INTERMEDIARY,
    },
    {
      id: 'http-70',
      section: 'server-validation',
      sentence:
        'Intermediaries that enforce policy based on mirrored headers (e.g., routing or rate-limiting by tenant) SHOULD verify that the `MCP-Protocol-Version` header indicates a version that requires header–body validation.',
      ...INTERMEDIARY,
    },
    {
      id: 'http-71',
      section: 'server-validation',
      sentence:
        'If the version is older or the header is absent, the intermediary SHOULD reject the request rather than trusting unvalidated header values.',
      ...INTERMEDIARY,
    },
    {
      id: 'http-72',
      section: 'backward-compatibility',
      sentence:
        'On `400 Bad Request`, the client SHOULD inspect the response body before falling back: modern servers also use `400` for `UnsupportedProtocolVersionError`, `MissingRequiredClientCapabilityError`, and header-validation failures.',
      ...CLIENT,
    },
    {
      id: 'http-73',
      section: 'earlier-streamable-http-revisions',
      sentence:
        'A server that supports only this revision and receives such traffic from an older client SHOULD respond as follows: HTTP GET or DELETE to the MCP endpoint: respond with `405 Method Not Allowed`.',
      coveredBy: [
        'test/lambda/edge/http-handler.test.ts › methods, media types and sizes › %s is a 405 that says what is allowed',
      ],
    },
    {
      id: 'http-74',
      section: 'earlier-streamable-http-revisions',
      sentence:
        'A server that supports only this revision and receives such traffic from an older client SHOULD respond as follows: An `Mcp-Session-Id` header on a request: ignore it, and do not mint or echo session IDs.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › session ids and event ids are ignored, and none is given',
      ],
    },
    {
      id: 'http-75',
      section: 'earlier-streamable-http-revisions',
      sentence:
        'A server that supports only this revision and receives such traffic from an older client SHOULD respond as follows: A `Last-Event-ID` header: ignore it; streams are not resumable.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › the endpoint › session ids and event ids are ignored, and none is given',
      ],
    },
    {
      id: 'http-76',
      section: 'httpsse-transport-2024-11-05',
      sentence: 'New implementations SHOULD NOT adopt it; existing implementations SHOULD migrate to Streamable HTTP.',
      coveredBy: [
        'test/lambda/edge/http-handler.test.ts › methods, media types and sizes › %s is a 405 that says what is allowed',
      ],
    },
  ],
};
