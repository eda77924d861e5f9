import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const subscriptionsPage: Page = {
  revision: '2026-07-28',
  page: 'basic/patterns/subscriptions',
  requirements: [
    {
      id: 'subscriptions-1',
      section: 'opening-a-stream',
      sentence: 'The server MUST NOT send notification types the client has not explicitly requested.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/changes.test.ts › what a client is told of two versions › nothing that was not asked for',
      ],
    },
    {
      id: 'subscriptions-2',
      section: 'acknowledgment',
      sentence:
        "The server MUST send `notifications/subscriptions/acknowledged` as the first message carrying the subscription's ID in `_meta` under `io.modelcontextprotocol/subscriptionId`, and MUST NOT send any notification on the subscription before it.",
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges before it looks at anything',
      ],
    },
    {
      id: 'subscriptions-3',
      section: 'acknowledgment',
      sentence:
        'The client SHOULD check the acknowledged filter against what it requested and handle any unsupported types gracefully.',
      ...CLIENT,
    },
    {
      id: 'subscriptions-4',
      section: 'receiving-notifications',
      sentence:
        'On stdio, where all messages share a single channel, clients MUST use this field to correlate notifications with their originating subscription.',
      ...CLIENT,
    },
    {
      id: 'subscriptions-5',
      section: 'cancellation',
      sentence:
        'The server tears it down (e.g., during shutdown) — it SHOULD send a successful `subscriptions/listen` response to signal a graceful end (see Graceful Closure), then close the stream.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'subscriptions-6',
      section: 'graceful-closure',
      sentence:
        'When the server ends a subscription on its own initiative (for example, during shutdown), it SHOULD respond to the original `subscriptions/listen` request with a completion result before closing the stream.',
      coveredBy: [
        'test/lambda/protocol/subscriptions/listen.test.ts › subscriptions/listen › acknowledges, tells, and ends, all under the id %j of the request',
      ],
    },
    {
      id: 'subscriptions-7',
      section: 'graceful-closure',
      sentence:
        'On stdio, if the connection is terminated and then re-established, the client MUST re-send `subscriptions/listen` to re-establish its subscriptions — the server holds no subscription state across reconnections.',
      ...CLIENT,
    },
  ],
};
