import type { Page } from '../types.ts';

export const loggingPage: Page = {
  revision: '2026-07-28',
  page: 'server/utilities/logging',
  requirements: [
    {
      id: 'logging-1',
      section: '',
      sentence:
        'New implementations SHOULD NOT adopt it; existing implementations SHOULD migrate to logging to `stderr` for stdio transports, or to OpenTelemetry for structured observability.',
      declined:
        'A tool that logs tells it to clients of either era while the feature is in the specification; the functions themselves log to CloudWatch.',
    },
    {
      id: 'logging-2',
      section: 'capabilities',
      sentence: 'Servers that emit log message notifications MUST declare the `logging` capability:',
      coveredBy: ['test/lambda/protocol/requirements/logging.test.ts › logging is offered'],
    },
    {
      id: 'logging-3',
      section: 'per-request-log-level',
      sentence: 'The server MUST NOT emit `notifications/message` for a request that does not include this field.',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › a request without a level hears no message',
        'conformance › server-stateless › sep-2575-server-no-log-without-loglevel',
      ],
    },
    {
      id: 'logging-4',
      section: 'per-request-log-level',
      sentence:
        '`notifications/message` is request-scoped: the server MUST NOT deliver it on a `subscriptions/listen` stream or on any stream other than the one carrying the response to the request that set the log level.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
        'test/lambda/protocol/requirements/logging.test.ts › messages go to the request that asked for them, from its level on',
      ],
    },
    {
      id: 'logging-5',
      section: 'error-handling',
      sentence:
        "If the `io.modelcontextprotocol/logLevel` value carried in a request's `_meta` is not a recognized log level, the server SHOULD reject that request with a standard JSON-RPC error: Invalid log level: `-32602` (Invalid params)",
      coveredBy: ['test/lambda/protocol/requirements/logging.test.ts › a level that is none (%j) is -32602'],
    },
    {
      id: 'logging-6',
      section: 'error-handling',
      sentence:
        "If the `io.modelcontextprotocol/logLevel` value carried in a request's `_meta` is not a recognized log level, the server SHOULD reject that request with a standard JSON-RPC error: Internal errors: `-32603` (Internal error)",
      coveredBy: [
        'test/lambda/protocol/rpc/messages.test.ts › what cannot be served › a bug is an opaque id for the caller, and a stack for the log',
      ],
    },
    {
      id: 'logging-7',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Rate limit log messages',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › messages beyond what a call may send are left out',
      ],
    },
    {
      id: 'logging-8',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Include relevant context in data field',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › messages go to the request that asked for them, from its level on',
      ],
    },
    {
      id: 'logging-9',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Use consistent logger names',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › messages go to the request that asked for them, from its level on',
      ],
    },
    {
      id: 'logging-10',
      section: 'implementation-considerations',
      sentence: 'Servers SHOULD: Remove sensitive information',
      notApplicable:
        'It binds the author of a target that logs, a function of their own; the kinds of target that Spillway has of itself send no messages.',
    },
    {
      id: 'logging-11',
      section: 'security',
      sentence: 'Log messages MUST NOT contain: Credentials or secrets',
      notApplicable:
        'It binds the author of a target that logs, a function of their own; the kinds of target that Spillway has of itself send no messages.',
    },
    {
      id: 'logging-12',
      section: 'security',
      sentence: 'Log messages MUST NOT contain: Personal identifying information',
      notApplicable:
        'It binds the author of a target that logs, a function of their own; the kinds of target that Spillway has of itself send no messages.',
    },
    {
      id: 'logging-13',
      section: 'security',
      sentence: 'Log messages MUST NOT contain: Internal system details that could aid attacks',
      coveredBy: ['test/lambda/protocol/requirements/logging.test.ts › what goes wrong inside is no message'],
    },
    {
      id: 'logging-14',
      section: 'security',
      sentence: 'Implementations SHOULD: Rate limit messages',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › messages beyond what a call may send are left out',
      ],
    },
    {
      id: 'logging-15',
      section: 'security',
      sentence: 'Implementations SHOULD: Validate all data fields',
      coveredBy: [
        'test/lambda/targets/lambda/stream.test.ts › each kind of part comes through, and nothing that is none',
      ],
    },
    {
      id: 'logging-16',
      section: 'security',
      sentence: 'Implementations SHOULD: Control log access',
      coveredBy: [
        'test/lambda/protocol/requirements/logging.test.ts › messages go to the request that asked for them, from its level on',
      ],
    },
    {
      id: 'logging-17',
      section: 'security',
      sentence: 'Implementations SHOULD: Monitor for sensitive content',
      notApplicable: 'It binds who operates a target; only its author knows what its messages hold.',
    },
  ],
};
