import { AUTHOR, CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const elicitation202506Page: Page = {
  revision: '2025-06-18',
  page: 'client/elicitation',
  requirements: [
    {
      id: 'elicitation-2025-06-1',
      section: 'user-interaction-model',
      sentence: 'Servers MUST NOT use elicitation to request sensitive information.',
      ...AUTHOR,
    },
    {
      id: 'elicitation-2025-06-2',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Provide UI that makes it clear which server is requesting information',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-06-3',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Allow users to review and modify their responses before sending',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-06-4',
      section: 'user-interaction-model',
      sentence: 'Applications SHOULD: Respect user privacy and provide clear decline and cancel options',
      ...CLIENT,
    },
    {
      id: 'elicitation-2025-06-5',
      section: 'security-considerations',
      sentence: 'Servers MUST NOT request sensitive information through elicitation',
      ...AUTHOR,
    },
    {
      id: 'elicitation-2025-06-6',
      section: 'security-considerations',
      sentence: 'Both parties SHOULD validate elicitation content against the provided schema',
      coveredBy: ['test/lambda/protocol/tools/questions.test.ts › ask › checks the answers like any argument'],
    },
    {
      id: 'elicitation-2025-06-7',
      section: 'security-considerations',
      sentence: 'Clients SHOULD provide clear indication of which server is requesting information',
      ...CLIENT,
    },
  ],
};
