import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const basePage: Page = {
  revision: '2026-07-28',
  page: 'basic/index',
  requirements: [
    {
      id: 'base-1',
      section: '',
      sentence: 'All implementations MUST support the base protocol, versioning, and the message patterns.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › results › the result of %s has the type complete',
        'test/lambda/protocol/requirements/base.test.ts › results › a call that needs input ends with input_required',
        'test/lambda/protocol/requirements/versioning.test.ts › discover answers with the versions, what is offered and who answers',
      ],
    },
    {
      id: 'base-2',
      section: 'messages',
      sentence: 'All messages between MCP clients and servers MUST follow the JSON-RPC 2.0 specification.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › messages › every answer is one JSON-RPC 2.0 message',
        'conformance › tools-list › wire-schema-valid',
      ],
    },
    {
      id: 'base-3',
      section: 'requests',
      sentence: 'Requests MUST include a string or integer ID.',
      coveredBy: ['test/lambda/protocol/requirements/base.test.ts › messages › a request whose id is %s is refused'],
    },
    {
      id: 'base-4',
      section: 'requests',
      sentence: 'Unlike base JSON-RPC, the ID MUST NOT be `null`.',
      coveredBy: ['test/lambda/protocol/requirements/base.test.ts › messages › a request whose id is %s is refused'],
    },
    {
      id: 'base-5',
      section: 'requests',
      sentence:
        'The request ID MUST NOT match the ID of any other request the sender has issued and not yet received a response for.',
      ...CLIENT,
    },
    {
      id: 'base-6',
      section: 'result-responses',
      sentence: 'Result responses MUST include the same ID as the request they correspond to.',
      coveredBy: ['test/lambda/protocol/requirements/base.test.ts › messages › a result has the id of its request: %j'],
    },
    {
      id: 'base-7',
      section: 'result-responses',
      sentence: 'Result responses MUST include a `result` field.',
      coveredBy: ['test/lambda/protocol/requirements/base.test.ts › results › the result of %s has the type complete'],
    },
    {
      id: 'base-8',
      section: 'result-responses',
      sentence: 'The `result` MUST include a `resultType` field to indicate the type of the result.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › results › the result of %s has the type complete',
        'test/lambda/protocol/requirements/base.test.ts › results › a call that needs input ends with input_required',
      ],
    },
    {
      id: 'base-9',
      section: 'resulttype',
      sentence:
        'The set of supported `ResultType` values MUST be created from the set defined in the core protocol and include any additional values of supported extensions that are advertised via capabilities.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › results › the result of %s has the type complete',
        'test/lambda/protocol/requirements/base.test.ts › results › a call that needs input ends with input_required',
        'test/lambda/protocol/requirements/tasks.test.ts › a task is created only for a client that declares the extension with this request',
      ],
    },
    {
      id: 'base-10',
      section: 'resulttype',
      sentence: 'A `resultType` of any value unrecognized by the client MUST be considered invalid.',
      ...CLIENT,
    },
    {
      id: 'base-11',
      section: 'resulttype',
      sentence:
        'For backward compatibility with servers implementing earlier protocol versions, which do not include `resultType`, clients MUST treat an absent `resultType` as `"complete"`.',
      ...CLIENT,
    },
    {
      id: 'base-12',
      section: 'error-responses',
      sentence:
        'Error responses MUST include the same ID as the request they correspond to (except in error cases where the ID could not be read due a malformed request).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has an integer code, a message and the id of its request',
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has no id, as none could be read',
      ],
    },
    {
      id: 'base-13',
      section: 'error-responses',
      sentence: 'Error responses MUST include an `error` field with a `code` and `message`.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has an integer code, a message and the id of its request',
      ],
    },
    {
      id: 'base-14',
      section: 'error-responses',
      sentence: 'Error codes MUST be integers.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has an integer code, a message and the id of its request',
      ],
    },
    {
      id: 'base-15',
      section: 'error-codes',
      sentence:
        'New codes MUST NOT be allocated in this sub-range, and new implementations SHOULD NOT use codes from this sub-range at all.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has a code that the specification defines',
      ],
    },
    {
      id: 'base-16',
      section: 'error-codes',
      sentence: 'Apart from `-32002` (see below), receivers MUST NOT assume any specific meaning for these codes.',
      ...CLIENT,
    },
    {
      id: 'base-17',
      section: 'error-codes',
      sentence:
        'Implementations MUST NOT emit any code from this sub-range that is not defined by this specification and MUST use defined codes only with their specified meanings.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has a code that the specification defines',
      ],
    },
    {
      id: 'base-18',
      section: 'error-codes',
      sentence:
        'Implementations of this protocol version MUST NOT emit these codes: `-32002` — resource not found (2025-11-25 and earlier; replaced by `-32602`).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has a code that the specification defines',
        'test/lambda/protocol/requirements/resources.test.ts › a resource that does not exist is -32602, and never an empty list',
      ],
    },
    {
      id: 'base-19',
      section: 'error-codes',
      sentence: 'Clients SHOULD still accept `-32002` from servers implementing earlier versions.',
      ...CLIENT,
    },
    {
      id: 'base-20',
      section: 'error-codes',
      sentence:
        'Implementations of this protocol version MUST NOT emit these codes: `-32042` — URL elicitation required (2025-11-25 only).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has a code that the specification defines',
      ],
    },
    {
      id: 'base-21',
      section: 'error-codes',
      sentence:
        'New error codes for purposes not defined by this specification SHOULD be allocated outside the JSON-RPC reserved range (`-32768` to `-32000`); the remainder of the integer space is available for application-defined errors.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › errors › the error for %s has a code that the specification defines',
      ],
    },
    {
      id: 'base-22',
      section: 'notifications',
      sentence: 'The receiver MUST NOT send a response.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › messages › a notification (%s) gets 202 and nothing more',
      ],
    },
    {
      id: 'base-23',
      section: 'notifications',
      sentence: 'Notifications MUST NOT include an ID.',
      coveredBy: ['test/lambda/protocol/requirements/progress.test.ts › notifications have no id'],
    },
    {
      id: 'base-24',
      section: 'statelessness',
      sentence:
        'Servers MUST NOT rely on prior requests over the same connection to establish context (e.g., capabilities, protocol version, client identity).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › statelessness › what one request declared does not hold for the next',
      ],
    },
    {
      id: 'base-25',
      section: 'statelessness',
      sentence:
        'Servers SHOULD be prepared to handle requests associated with multiple tasks, threads, or conversations.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › statelessness › requests of many conversations at once are each answered as if alone',
      ],
    },
    {
      id: 'base-26',
      section: 'statelessness',
      sentence:
        'Servers SHOULD NOT require that a client reuse the same connection or process to perform related operations.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › statelessness › the next request may come to another instance',
      ],
    },
    {
      id: 'base-27',
      section: 'statelessness',
      sentence:
        'Clients SHOULD NOT use an individual task, thread, or conversation as the lifetime boundary for the stdio process.',
      ...CLIENT,
    },
    {
      id: 'base-28',
      section: 'statelessness',
      sentence:
        'State that needs to span multiple requests (e.g., long-running tasks, application-level handles) MUST be referenced by an explicit identifier the client passes on each request.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › statelessness › the next request may come to another instance',
        'test/lambda/protocol/requirements/tasks.test.ts › a task is found by its id alone, at any instance',
      ],
    },
    {
      id: 'base-29',
      section: 'auth',
      sentence:
        'Implementations using an HTTP-based transport SHOULD conform to this specification, whereas implementations using STDIO transport SHOULD NOT follow this specification, and instead retrieve credentials from the environment.',
      coveredBy: [
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › leads a caller without a token from %s to the authorization server, by its challenge and by the well-known path',
        'test/e2e/access.test.ts › callers with good credentials › are served on both paths with a token, at every spelling of the server that it names',
        'test/lambda/auth/tokens/authorization-server.test.ts › a token of a real authorization server › is accepted at the server that it was issued for, and at no other',
        'test/lambda/protocol/requirements/authorization.test.ts › a resource server › names everything that an operation needs in one challenge, the same in every way of asking for it',
      ],
    },
    {
      id: 'base-30',
      section: 'schema-dialect',
      sentence:
        'Supported dialects: Implementations MUST support at least 2020-12 and SHOULD document which additional dialects they support',
      coveredBy: [
        'test/lambda/schema/validator.test.ts › createCheck › 2020-12: %s',
        'test/lambda/protocol/requirements/json-schema.test.ts › the dialect that is supported is documented',
      ],
    },
    {
      id: 'base-31',
      section: 'schema-dialect',
      sentence: 'Recommendation: Implementors are RECOMMENDED to use JSON Schema 2020-12.',
      coveredBy: ['test/lambda/catalog/publish/check/validate.test.ts › schemas › %s'],
    },
    {
      id: 'base-32',
      section: 'implementation-requirements',
      sentence: 'Clients and servers MUST support JSON Schema 2020-12 for schemas without an explicit `$schema` field',
      coveredBy: [
        'test/lambda/schema/validator.test.ts › createCheck › 2020-12: %s',
        'conformance › json-schema-2020-12 › json-schema-2020-12-tool-found',
      ],
    },
    {
      id: 'base-33',
      section: 'implementation-requirements',
      sentence: 'Clients and servers MUST validate schemas according to their declared or default dialect.',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a schema that breaks its dialect is refused when it is published',
        'test/lambda/schema/validator.test.ts › createCheck › 2020-12: %s',
      ],
    },
    {
      id: 'base-34',
      section: 'implementation-requirements',
      sentence:
        'They MUST handle unsupported dialects gracefully by returning an appropriate error indicating the dialect is not supported.',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › another dialect is refused by name when it is published',
      ],
    },
    {
      id: 'base-35',
      section: 'implementation-requirements',
      sentence: 'Clients and servers SHOULD document which schema dialects they support',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › the dialect that is supported is documented',
      ],
    },
    {
      id: 'base-36',
      section: 'schema-validation',
      sentence: 'Schemas MUST be valid according to their declared or default dialect',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a schema that breaks its dialect is refused when it is published',
      ],
    },
    {
      id: 'base-37',
      section: 'ref-resolution',
      sentence: 'Implementations MUST NOT automatically dereference `$ref` values that resolve to a network URI.',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a reference to the network is refused when it is published (%s)',
      ],
    },
    {
      id: 'base-38',
      section: 'ref-resolution',
      sentence:
        'Implementations MAY offer an opt-in mode that fetches non-local `$ref`s but it MUST be disabled by default and SHOULD enforce an allowlist of hosts or at minimum reject loopback, link-local, and private network addresses, apply timeouts and size limits, and log dereferenced URIs.',
      notApplicable: 'There is no such mode: a reference that leaves its schema is refused.',
    },
    {
      id: 'base-39',
      section: 'ref-resolution',
      sentence:
        'Schemas that fail to validate due to an unresolved external `$ref` SHOULD be rejected rather than silently treated as permissive.',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a reference to the network is refused when it is published (%s)',
      ],
    },
    {
      id: 'base-40',
      section: 'composition-keyword-resource-use',
      sentence:
        'Implementations SHOULD apply reasonable bounds, such as a maximum schema depth, a cap on the total number of subschemas, or a per-validation time budget, to prevent a malicious schema from acting as a Denial-of-Service vector against the validator.',
      coveredBy: [
        'test/lambda/protocol/requirements/json-schema.test.ts › a schema may nest and weigh so much and no more',
        'test/lambda/schema/validator.test.ts › createCheck › an evil pattern over an evil string is answered at once',
      ],
    },
    {
      id: 'base-41',
      section: '_meta',
      sentence:
        'Certain key names are reserved by MCP for protocol-level metadata, as specified below; implementations MUST NOT make assumptions about values at these keys.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › unknown keys of the reserved kind are left alone',
      ],
    },
    {
      id: 'base-42',
      section: '_meta',
      sentence: 'If specified, MUST be a series of labels separated by dots (`.`), followed by a slash (`/`).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › the keys that we put into _meta are well formed, and reserved for MCP',
      ],
    },
    {
      id: 'base-43',
      section: '_meta',
      sentence:
        'Labels MUST start with a letter and end with a letter or digit; interior characters can be letters, digits, or hyphens (`-`).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › the keys that we put into _meta are well formed, and reserved for MCP',
      ],
    },
    {
      id: 'base-44',
      section: '_meta',
      sentence: 'Implementations SHOULD use reverse DNS notation (e.g., `com.example/` rather than `example.com/`).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › the keys that we put into _meta are well formed, and reserved for MCP',
      ],
    },
    {
      id: 'base-45',
      section: '_meta',
      sentence: 'Unless empty, MUST begin and end with an alphanumeric character (`[a-z0-9A-Z]`).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › the keys that we put into _meta are well formed, and reserved for MCP',
      ],
    },
    {
      id: 'base-46',
      section: '_meta',
      sentence:
        'Client requests carry the following `io.modelcontextprotocol/*` fields in `_meta`; fields marked as required MUST be included on every request.',
      ...CLIENT,
    },
    {
      id: 'base-47',
      section: '_meta',
      sentence:
        'A request missing any required field is malformed; the server MUST reject it with JSON-RPC error code `-32602` (Invalid params).',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › a request without %s is refused with 400 and -32602',
      ],
    },
    {
      id: 'base-48',
      section: '_meta',
      sentence: 'On HTTP, the response status MUST be `400 Bad Request`.',
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › _meta › a request without %s is refused with 400 and -32602',
      ],
    },
    {
      id: 'base-49',
      section: '_meta',
      sentence:
        'Clients SHOULD include `io.modelcontextprotocol/clientInfo` on every request unless specifically configured not to do so.',
      ...CLIENT,
    },
    {
      id: 'base-50',
      section: '_meta',
      sentence: 'A server MUST NOT rely on capabilities the client has not declared.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'base-51',
      section: '_meta',
      sentence:
        'If processing a request requires a capability the client did not include in `io.modelcontextprotocol/clientCapabilities`, the server MUST return a `MissingRequiredClientCapabilityError` (`-32021`) whose `data.requiredCapabilities` lists the missing capabilities.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'base-52',
      section: '_meta',
      sentence:
        "Servers SHOULD include the following `io.modelcontextprotocol/*` field in every result's `_meta`, unless specifically configured not to do so, to identify themselves without relying on any prior connection state:",
      coveredBy: [
        'test/lambda/protocol/requirements/base.test.ts › results › the result of %s says which server gave it',
      ],
    },
    {
      id: 'base-53',
      section: '_meta',
      sentence:
        'Implementations SHOULD NOT use them to change the behavior of the client or server, and SHOULD NOT rely on them for security decisions.',
      coveredBy: ['test/lambda/protocol/requirements/base.test.ts › _meta › who the client says it is changes nothing'],
    },
    {
      id: 'base-54',
      section: '_meta',
      sentence:
        'On notifications delivered via a `subscriptions/listen` stream, the server MUST include `io.modelcontextprotocol/subscriptionId` in `_meta` so the client can correlate the notification with the originating subscription request.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'base-55',
      section: '_meta',
      sentence: 'When present, their values MUST follow W3C Trace Context and W3C Baggage formats respectively.',
      coveredBy: [
        'test/lambda/protocol/trace.test.ts › the trace of a request › is what the caller says, and has an id to find it by',
        'test/lambda/protocol/trace.test.ts › the trace of a request › %s is no trace, and what came with it has none to belong to',
        'test/lambda/protocol/trace.test.ts › the trace of a request › %s is left out, and the trace stays',
        'test/e2e/clients-auth.test.ts › %s › logs in through discovery',
        'test/e2e/clients-auth.test.ts › %s › steps up to the scopes that a tool needs',
      ],
    },
    {
      id: 'base-56',
      section: 'icons',
      sentence:
        'Clients that support rendering icons MUST support at least the following MIME types: `image/png` - PNG images (safe, universal compatibility)',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-57',
      section: 'icons',
      sentence:
        'Clients that support rendering icons MUST support at least the following MIME types: `image/jpeg` (and `image/jpg`) - JPEG images (safe, universal compatibility)',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-58',
      section: 'icons',
      sentence:
        'Clients that support rendering icons SHOULD also support: `image/svg+xml` - SVG images (scalable but requires security precautions as noted below)',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-59',
      section: 'icons',
      sentence:
        'Clients that support rendering icons SHOULD also support: `image/webp` - WebP images (modern, efficient format)',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-60',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Treat icon metadata and icon bytes as untrusted inputs and defend against network, privacy, and parsing risks.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-61',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Ensure that the icon URI is either a HTTPS or `data:` URI.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-62',
      section: 'icons',
      sentence:
        'Clients MUST reject icon URIs that use unsafe schemes and redirects, such as `javascript:`, `file:`, `ftp:`, `ws:`, or local app URI schemes.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-63',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Be resilient against resource exhaustion attacks stemming from oversized images, large dimensions, or excessive frames (e.g., in GIFs).',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-64',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Fetch icons without credentials. Do not send cookies, `Authorization` headers, or client credentials.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-65',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Verify that icon URIs are from the same origin as the server. This minimizes the risk of exposing data or tracking information to third-parties.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-66',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Exercise caution when fetching and rendering icons as the payload MAY contain executable content (e.g., SVG with embedded JavaScript or extended capabilities).',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
    {
      id: 'base-67',
      section: 'icons',
      sentence:
        'Consumers of icon metadata MUST take appropriate security precautions when handling icons to prevent compromise: Validate MIME types and file contents before rendering. Treat the MIME type information as advisory. Detect content type via magic bytes; reject on mismatch or unknown types.',
      notApplicable: 'It binds who renders icons; Spillway only passes on what a document says.',
    },
  ],
};
