import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const rootsPage: Page = {
  revision: '2026-07-28',
  page: 'client/roots',
  requirements: [
    {
      id: 'roots-1',
      section: '',
      sentence:
        'New implementations SHOULD NOT adopt it; existing implementations SHOULD migrate to passing directories or files via tool parameters, resource URIs, or server configuration.',
      notApplicable: 'It binds who adopts roots; targets may ask for them, Spillway does not.',
    },
    {
      id: 'roots-2',
      section: 'capabilities',
      sentence:
        'Clients that support roots MUST declare the `roots` capability in `_meta.io.modelcontextprotocol/clientCapabilities` on each request:',
      ...CLIENT,
    },
    {
      id: 'roots-3',
      section: 'root',
      sentence: 'This MUST be a `file://` URI in the current specification.',
      ...CLIENT,
    },
    {
      id: 'roots-4',
      section: 'security-considerations',
      sentence: 'Clients MUST: Only expose roots with appropriate permissions',
      ...CLIENT,
    },
    {
      id: 'roots-5',
      section: 'security-considerations',
      sentence: 'Clients MUST: Validate all root URIs to prevent path traversal',
      ...CLIENT,
    },
    {
      id: 'roots-6',
      section: 'security-considerations',
      sentence: 'Clients MUST: Implement proper access controls',
      ...CLIENT,
    },
    {
      id: 'roots-7',
      section: 'security-considerations',
      sentence: 'Clients MUST: Monitor root accessibility',
      ...CLIENT,
    },
    {
      id: 'roots-8',
      section: 'security-considerations',
      sentence: 'Servers SHOULD: Handle cases where roots become unavailable',
      notApplicable:
        'Spillway uses no roots of its own; a target that asks for them gets them as the client gave them.',
    },
    {
      id: 'roots-9',
      section: 'security-considerations',
      sentence: 'Servers SHOULD: Respect root boundaries during operations',
      notApplicable:
        'Spillway uses no roots of its own; a target that asks for them gets them as the client gave them.',
    },
    {
      id: 'roots-10',
      section: 'security-considerations',
      sentence: 'Servers SHOULD: Validate all paths against provided roots',
      notApplicable:
        'Spillway uses no roots of its own; a target that asks for them gets them as the client gave them.',
    },
    {
      id: 'roots-11',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Prompt users for consent before exposing roots to servers',
      ...CLIENT,
    },
    {
      id: 'roots-12',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Provide clear user interfaces for root management',
      ...CLIENT,
    },
    {
      id: 'roots-13',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Validate root accessibility before exposing',
      ...CLIENT,
    },
    {
      id: 'roots-14',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Monitor for root changes',
      ...CLIENT,
    },
    {
      id: 'roots-15',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Check for roots capability before usage',
      coveredBy: ['test/lambda/protocol/requirements/mrtr.test.ts › a client is not asked what it did not declare: %s'],
    },
    {
      id: 'roots-16',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Respect root boundaries in operations',
      notApplicable:
        'Spillway uses no roots of its own; a target that asks for them gets them as the client gave them.',
    },
    {
      id: 'roots-17',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Cache root information appropriately',
      notApplicable:
        'Spillway uses no roots of its own; a target that asks for them gets them as the client gave them.',
    },
  ],
};
