import { CLIENT, NO_URL_ELICITATION_OF_OUR_OWN } from '../reasons.ts';
import type { Page } from '../types.ts';

export const elicitation202511Page: Page = {
  revision: '2025-11-25',
  page: 'client/elicitation',
  requirements: [
    {
      id: 'elicitation-2025-11-1',
      section: 'capabilities',
      sentence: 'Clients that support elicitation MUST declare the `elicitation` capability during initialization:',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-11-2',
      section: 'completion-notifications-for-url-mode-elicitation',
      sentence:
        'Servers sending notifications: MUST only send the notification to the client that initiated the elicitation request.',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-3',
      section: 'completion-notifications-for-url-mode-elicitation',
      sentence:
        'Servers sending notifications: MUST include the `elicitationId` established in the original `elicitation/create` request.',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-4',
      section: 'completion-notifications-for-url-mode-elicitation',
      sentence: 'Clients: MUST ignore notifications referencing unknown or already-completed IDs.',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-11-5',
      section: 'completion-notifications-for-url-mode-elicitation',
      sentence:
        'Clients: SHOULD still provide manual controls that let the user retry or cancel the original request (or otherwise resume interacting with the client) if the notification never arrives.',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-11-6',
      section: 'url-elicitation-required-error',
      sentence: 'The server MUST NOT return this error except when URL mode elicitation is required.',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-7',
      section: 'url-elicitation-required-error',
      sentence:
        'The error MUST include a list of elicitations that are required to complete before the original can be retried.',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-8',
      section: 'url-elicitation-required-error',
      sentence:
        'Any elicitations returned in the error MUST be URL mode elicitations and have an `elicitationId` property.',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-9',
      section: 'statefulness',
      sentence:
        'Servers implementing elicitation MUST securely associate this state with individual users following the guidelines in the security best practices document.',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is answered once, by who was asked, and only while it is open',
      ],
    },
    {
      id: 'elicitation-2025-11-10',
      section: 'statefulness',
      sentence: 'State MUST NOT be associated with session IDs alone',
      coveredBy: [
        'test/lambda/protocol/v2025/open-questions.test.ts › a question for a client of an older revision › is answered once, by who was asked, and only while it is open',
      ],
    },
    {
      id: 'elicitation-2025-11-11',
      section: 'error-handling',
      sentence:
        'Servers MUST return standard JSON-RPC errors for common failure cases: When a request cannot be processed until an elicitation is completed: `-32042` (`URLElicitationRequiredError`)',
      notApplicable:
        'Spillway asks people to open no URL of its own, and answers no error -32042; what a target asks goes out as it is.',
    },
    {
      id: 'elicitation-2025-11-12',
      section: 'error-handling',
      sentence:
        'Clients MUST return standard JSON-RPC errors for common failure cases: Server sends an `elicitation/create` request with a mode not declared in client capabilities: `-32602` (Invalid params)',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-11-13',
      section: 'safe-url-handling',
      sentence:
        'MCP servers requesting elicitation: MUST NOT include sensitive information about the end-user, including credentials, personal identifiable information, etc., in the URL sent to the client in a URL elicitation request.',
      ...NO_URL_ELICITATION_OF_OUR_OWN,
    },
  ],
};
