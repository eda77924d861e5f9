import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const mrtrPage: Page = {
  revision: '2026-07-28',
  page: 'basic/patterns/mrtr',
  requirements: [
    {
      id: 'mrtr-1',
      section: '',
      sentence:
        'Servers MUST send server-to-client requests (such as `roots/list`, `sampling/createMessage`, or `elicitation/create`) using the MRTR pattern.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a tool that asks › answers input_required with its questions and a state, and completes when the caller comes back',
        'test/lambda/protocol/requirements/mrtr.test.ts › %s may ask for input',
      ],
    },
    {
      id: 'mrtr-2',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'mrtr-3',
      section: 'inputrequiredresult',
      sentence: 'Clients MUST NOT inspect, parse, modify, or make any assumptions about its contents.',
      ...CLIENT,
    },
    {
      id: 'mrtr-4',
      section: 'supported-requests',
      sentence: 'Servers MUST NOT send `InputRequiredResult` responses on any other client requests.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › %s never asks for input'],
    },
    {
      id: 'mrtr-5',
      section: 'server-requirements-basic-workflow',
      sentence:
        '`inputRequests` keys are server assigned identifiers and MUST be unique within the scope of the request.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › questions that are asked together each have a key'],
    },
    {
      id: 'mrtr-6',
      section: 'server-requirements-basic-workflow',
      sentence:
        '`inputRequests` values are request objects that MUST be one of `ElicitRequest`, `CreateMessageRequest`, or `ListRootsRequest`',
      coveredBy: [
        'test/lambda/protocol/requirements/mrtr.test.ts › a question is of the three kinds; any other (%s) is a bug that the client does not see',
      ],
    },
    {
      id: 'mrtr-7',
      section: 'server-requirements-basic-workflow',
      sentence:
        'If a client request contains a `requestState` field, servers MUST treat `requestState` as an attacker-controlled input.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused when any of it was changed',
      ],
    },
    {
      id: 'mrtr-8',
      section: 'server-requirements-basic-workflow',
      sentence:
        'If `requestState` influences authorization, resource access, or business logic, servers MUST protect its integrity (e.g. HMAC or AEAD) and MUST reject state that fails verification.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused when any of it was changed',
        'conformance › input-required-result-tampered-state › sep-2322-reject-tampered-state',
      ],
    },
    {
      id: 'mrtr-9',
      section: 'server-requirements-basic-workflow',
      sentence:
        'To prevent replay, servers SHOULD include the following inside the integrity-protected `requestState` payload and verify each on receipt: the authenticated principal, rejecting state presented by a different principal.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused for another caller, other arguments and another tool',
      ],
    },
    {
      id: 'mrtr-10',
      section: 'server-requirements-basic-workflow',
      sentence:
        'To prevent replay, servers SHOULD include the following inside the integrity-protected `requestState` payload and verify each on receipt: a short expiry (TTL), rejecting state presented after it lapses;',
      coveredBy: ['test/lambda/protocol/v2026/input-required.test.ts › a request state › expires'],
    },
    {
      id: 'mrtr-11',
      section: 'server-requirements-basic-workflow',
      sentence:
        'To prevent replay, servers SHOULD include the following inside the integrity-protected `requestState` payload and verify each on receipt: an identifier for the originating request, e.g. the method name and a digest of its salient parameters, rejecting state presented on a request that does not match.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused for another caller, other arguments and another tool',
      ],
    },
    {
      id: 'mrtr-12',
      section: 'server-requirements-basic-workflow',
      sentence:
        'Servers for which a given `requestState` must be consumed at most once (e.g., one-time redemptions) MUST enforce that invariant server-side.',
      notApplicable:
        'No state must be consumed once: it holds what the same caller was asked for the same request, and a call that is sent twice runs twice with or without one.',
    },
    {
      id: 'mrtr-13',
      section: 'server-requirements-basic-workflow',
      sentence:
        'Servers MUST include at least one of `inputRequests` or `requestState` in every `InputRequiredResult` response.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a tool that asks › answers input_required with its questions and a state, and completes when the caller comes back',
      ],
    },
    {
      id: 'mrtr-14',
      section: 'server-requirements-basic-workflow',
      sentence:
        'Servers MUST NOT send an `inputRequests` that the client has not declared support for in its capabilities.',
      coveredBy: [
        'test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s',
        'conformance › input-required-result-capability-check › sep-2322-respect-client-capabilities',
      ],
    },
    {
      id: 'mrtr-15',
      section: 'server-requirements-basic-workflow',
      sentence:
        'For example, if a client does not declare support for `elicitation`, the server MUST NOT include any `elicitation/create` requests in the `inputRequests` field.',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'mrtr-16',
      section: 'server-requirements-basic-workflow',
      sentence: 'Servers MUST NOT assume that clients will fulfill the `inputRequests` or retry the original request.',
      coveredBy: [
        'test/lambda/protocol/requirements/mrtr.test.ts › a question that is never answered leaves nothing behind',
      ],
    },
    {
      id: 'mrtr-17',
      section: 'client-requirements-basic-workflow',
      sentence:
        'If a client receives an `InputRequiredResult` that contains the `inputRequests` field, the client MUST construct the requested inputs before retrying the original request.',
      ...CLIENT,
    },
    {
      id: 'mrtr-18',
      section: 'client-requirements-basic-workflow',
      sentence:
        'If an `InputRequiredResult` contains the `requestState` field, the client MUST echo back the exact value of that field when retrying the original request.',
      ...CLIENT,
    },
    {
      id: 'mrtr-19',
      section: 'client-requirements-basic-workflow',
      sentence: 'Clients MUST NOT inspect, parse, modify, or make any assumptions about the `requestState` contents.',
      ...CLIENT,
    },
    {
      id: 'mrtr-20',
      section: 'client-requirements-basic-workflow',
      sentence:
        'If the `InputRequiredResult` does not contain a `requestState` field, the client MUST NOT include one in the retry.',
      ...CLIENT,
    },
    {
      id: 'mrtr-21',
      section: 'client-requirements-basic-workflow',
      sentence:
        'The JSON-RPC `id` MUST be different between the initial request and the retry, as they are independent requests.',
      ...CLIENT,
    },
    {
      id: 'mrtr-22',
      section: 'client-requirements-basic-workflow',
      sentence: 'They MUST NOT be used for any other request that the client may be sending in parallel.',
      ...CLIENT,
    },
    {
      id: 'mrtr-23',
      section: 'error-handling',
      sentence:
        'Servers SHOULD validate that the data provided by the client is a valid `InputResponses` object and that the information inside can be correctly parsed.',
      coveredBy: [
        'test/lambda/protocol/requirements/mrtr.test.ts › answers that are %s are refused or asked for again',
      ],
    },
    {
      id: 'mrtr-24',
      section: 'error-handling',
      sentence:
        'Protocol errors (malformed JSON, invalid schema, internal server errors) SHOULD return a JSON-RPC error response with an appropriate error code and message.',
      coveredBy: [
        'test/lambda/protocol/requirements/mrtr.test.ts › answers that are %s are refused or asked for again',
        'conformance › input-required-result-validate-input › sep-2322-error-on-protocol-error',
      ],
    },
    {
      id: 'mrtr-25',
      section: 'error-handling',
      sentence:
        'If additional, unexpected parameters are provided in the `InputResponses` object, the server SHOULD ignore any information it does not recognize or need.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a tool that asks › asks again for answers that are missing, and ignores those that it did not ask for',
        'conformance › input-required-result-ignore-extra-params › sep-2322-ignore-unexpected-params',
      ],
    },
    {
      id: 'mrtr-26',
      section: 'error-handling',
      sentence:
        'If the client fails to send all the information requested in a previous `InputRequests`, and the missing information is necessary for the server to process the request, the server SHOULD respond with a new `InputRequiredResult` requesting the missing information again, rather than returning an error.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a tool that asks › asks again for answers that are missing, and ignores those that it did not ask for',
        'conformance › input-required-result-missing-input-response › sep-2322-missing-response-rerequests',
      ],
    },
    {
      id: 'mrtr-27',
      section: 'security-considerations',
      sentence: 'Servers MUST validate request state as described in the server requirements above.',
      coveredBy: [
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused when any of it was changed',
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › is refused for another caller, other arguments and another tool',
        'test/lambda/protocol/v2026/input-required.test.ts › a request state › expires',
      ],
    },
  ],
};
