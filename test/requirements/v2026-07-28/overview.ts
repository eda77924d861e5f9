import { PRINCIPLE } from '../reasons.ts';
import type { Page } from '../types.ts';

export const overviewPage: Page = {
  revision: '2026-07-28',
  page: 'index',
  requirements: [
    {
      id: 'overview-1',
      section: '',
      sentence:
        'The key words "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED", "MAY", and "OPTIONAL" in this document are to be interpreted as described in BCP 14 [RFC2119] [RFC8174] when, and only when, they appear in all capitals, as shown here.',
      notApplicable: 'It says how to read the words in capitals.',
    },
    {
      id: 'overview-2',
      section: 'implementation-guidelines',
      sentence:
        'While MCP itself cannot enforce these security principles at the protocol level, implementors SHOULD: Build robust consent and authorization flows into their applications',
      ...PRINCIPLE,
    },
    {
      id: 'overview-3',
      section: 'implementation-guidelines',
      sentence:
        'While MCP itself cannot enforce these security principles at the protocol level, implementors SHOULD: Provide clear documentation of security implications',
      ...PRINCIPLE,
    },
    {
      id: 'overview-4',
      section: 'implementation-guidelines',
      sentence:
        'While MCP itself cannot enforce these security principles at the protocol level, implementors SHOULD: Implement appropriate access controls and data protections',
      ...PRINCIPLE,
    },
    {
      id: 'overview-5',
      section: 'implementation-guidelines',
      sentence:
        'While MCP itself cannot enforce these security principles at the protocol level, implementors SHOULD: Follow security best practices in their integrations',
      ...PRINCIPLE,
    },
    {
      id: 'overview-6',
      section: 'implementation-guidelines',
      sentence:
        'While MCP itself cannot enforce these security principles at the protocol level, implementors SHOULD: Consider privacy implications in their feature designs',
      ...PRINCIPLE,
    },
  ],
};
