import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const paginationPage: Page = {
  revision: '2026-07-28',
  page: 'server/utilities/pagination',
  requirements: [
    {
      id: 'pagination-1',
      section: '',
      sentence: 'Every request MUST include the required `_meta` fields; see `_meta`.',
      ...CLIENT,
    },
    {
      id: 'pagination-2',
      section: 'pagination-model',
      sentence: 'Page size is determined by the server, and clients MUST NOT assume a fixed page size',
      ...CLIENT,
    },
    {
      id: 'pagination-3',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Provide stable cursors',
      coveredBy: [
        'test/lambda/catalog/reader/reader.test.ts › lists › a list is whole although the catalogue changes between its pages',
      ],
    },
    {
      id: 'pagination-4',
      section: 'implementation-guidelines',
      sentence: 'Servers SHOULD: Handle invalid cursors gracefully',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › a cursor that is %s is -32602'],
    },
    {
      id: 'pagination-5',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Treat a missing `nextCursor` as the end of results',
      ...CLIENT,
    },
    {
      id: 'pagination-6',
      section: 'implementation-guidelines',
      sentence: 'Clients SHOULD: Support both paginated and non-paginated flows',
      ...CLIENT,
    },
    {
      id: 'pagination-7',
      section: 'implementation-guidelines',
      sentence: "Clients MUST treat cursors as opaque tokens: Don't make assumptions about cursor format",
      ...CLIENT,
    },
    {
      id: 'pagination-8',
      section: 'implementation-guidelines',
      sentence: "Clients MUST treat cursors as opaque tokens: Don't attempt to parse or modify cursors",
      ...CLIENT,
    },
    {
      id: 'pagination-9',
      section: 'implementation-guidelines',
      sentence:
        "Don't make any determination based on cursor value other than whether a non-null value was provided (e.g. an empty string is a valid cursor and thus MUST NOT be treated as the end of results)",
      ...CLIENT,
    },
    {
      id: 'pagination-10',
      section: 'error-handling',
      sentence: 'Invalid cursors SHOULD result in an error with code -32602 (Invalid params).',
      coveredBy: ['test/lambda/protocol/requirements/lists.test.ts › a cursor that is %s is -32602'],
    },
  ],
};
