import { CLIENT, UNSEEN_HANGUP } from '../reasons.ts';
import type { Page } from '../types.ts';

export const cancellationPage: Page = {
  revision: '2026-07-28',
  page: 'basic/patterns/cancellation',
  requirements: [
    {
      id: 'cancellation-1',
      section: '',
      sentence:
        'A client SHOULD send a cancellation notification to indicate that a request it previously issued should be terminated.',
      ...CLIENT,
    },
    {
      id: 'cancellation-2',
      section: '',
      sentence:
        'A server MUST send `notifications/cancelled` referencing a `subscriptions/listen` request ID when it tears down that subscription stream (see Subscriptions).',
      notApplicable:
        'It is how a stream is torn down on stdio (see basic/patterns/subscriptions#cancellation); over HTTP the response and the end of the stream say so.',
    },
    {
      id: 'cancellation-3',
      section: '',
      sentence: 'Servers MUST NOT send `notifications/cancelled` for any other purpose.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'cancellation-4',
      section: 'transport-specific-cancellation',
      sentence: 'The server MUST treat a client disconnect as cancellation of that request.',
      coveredBy: [
        'test/lambda/protocol/requirements/streamable-http.test.ts › answers › a caller who leaves ends the work, and nothing more is said',
      ],
      ...UNSEEN_HANGUP,
    },
    {
      id: 'cancellation-5',
      section: 'transport-specific-cancellation',
      sentence: 'The client MUST send a `notifications/cancelled` notification referencing the request ID.',
      ...CLIENT,
    },
    {
      id: 'cancellation-6',
      section: 'timeouts',
      sentence:
        'Implementations SHOULD establish timeouts for all sent requests, to prevent hung connections and resource exhaustion.',
      coveredBy: [
        'test/lambda/protocol/response/stream.test.ts › how a stream ends badly › a target that outlives its time is ended from outside',
      ],
    },
    {
      id: 'cancellation-7',
      section: 'timeouts',
      sentence:
        'When the request has not received a success or error response within the timeout period, the sender SHOULD cancel the request and stop waiting for a response.',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is taken back when no answer comes in time',
      ],
    },
    {
      id: 'cancellation-8',
      section: 'timeouts',
      sentence: 'SDKs and other middleware SHOULD allow these timeouts to be configured on a per-request basis.',
      notApplicable: 'It binds SDKs and middleware of who sends requests.',
    },
    {
      id: 'cancellation-9',
      section: 'timeouts',
      sentence:
        'However, implementations SHOULD always enforce a maximum timeout, regardless of progress notifications, to limit the impact of a misbehaving client or server.',
      coveredBy: [
        'test/lambda/protocol/response/stream.test.ts › how a stream ends badly › a target that outlives its time is ended from outside',
      ],
    },
    {
      id: 'cancellation-10',
      section: 'behavior-requirements',
      sentence: 'Cancellation notifications MUST only reference requests that: Were previously issued by the client',
      ...CLIENT,
    },
    {
      id: 'cancellation-11',
      section: 'behavior-requirements',
      sentence: 'Cancellation notifications MUST only reference requests that: Are believed to still be in-progress',
      ...CLIENT,
    },
    {
      id: 'cancellation-12',
      section: 'behavior-requirements',
      sentence:
        'Server-sent cancellation notifications MUST reference a `subscriptions/listen` request, to terminate that subscription stream',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'cancellation-13',
      section: 'behavior-requirements',
      sentence: 'Servers receiving cancellation notifications SHOULD: Stop processing the cancelled request',
      notApplicable:
        '`notifications/cancelled` from clients belongs to stdio; over HTTP, closing the stream is the cancellation.',
    },
    {
      id: 'cancellation-14',
      section: 'behavior-requirements',
      sentence: 'Servers receiving cancellation notifications SHOULD: Free associated resources',
      notApplicable:
        '`notifications/cancelled` from clients belongs to stdio; over HTTP, closing the stream is the cancellation.',
    },
    {
      id: 'cancellation-15',
      section: 'behavior-requirements',
      sentence: 'Servers receiving cancellation notifications SHOULD: Not send a response for the cancelled request',
      notApplicable:
        '`notifications/cancelled` from clients belongs to stdio; over HTTP, closing the stream is the cancellation.',
    },
    {
      id: 'cancellation-16',
      section: 'behavior-requirements',
      sentence: 'The client SHOULD ignore any response to the cancelled request that arrives afterward',
      ...CLIENT,
    },
    {
      id: 'cancellation-17',
      section: 'timing-considerations',
      sentence: 'Both parties MUST handle these race conditions gracefully:',
      coveredBy: [
        'test/lambda/protocol/requirements/cancellation.test.ts › a cancellation that names %s is accepted and changes nothing',
      ],
    },
    {
      id: 'cancellation-18',
      section: 'implementation-notes',
      sentence: 'Both parties SHOULD log cancellation reasons for debugging',
      notApplicable:
        '`notifications/cancelled` from clients belongs to stdio; over HTTP, closing the stream is the cancellation.',
    },
    {
      id: 'cancellation-19',
      section: 'implementation-notes',
      sentence: 'Application UIs SHOULD indicate when cancellation is requested',
      ...CLIENT,
    },
    {
      id: 'cancellation-20',
      section: 'error-handling',
      sentence: 'Invalid cancellation notifications SHOULD be ignored: Unknown request IDs',
      coveredBy: [
        'test/lambda/protocol/requirements/cancellation.test.ts › a cancellation that names %s is accepted and changes nothing',
      ],
    },
    {
      id: 'cancellation-21',
      section: 'error-handling',
      sentence: 'Invalid cancellation notifications SHOULD be ignored: Already completed requests',
      coveredBy: [
        'test/lambda/protocol/requirements/cancellation.test.ts › a cancellation that names %s is accepted and changes nothing',
      ],
    },
    {
      id: 'cancellation-22',
      section: 'error-handling',
      sentence: 'Invalid cancellation notifications SHOULD be ignored: Malformed notifications',
      coveredBy: [
        'test/lambda/protocol/requirements/cancellation.test.ts › a cancellation that names %s is accepted and changes nothing',
      ],
    },
  ],
};
