import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, countOf, hasBearer, hasHeader, list } from '../support/api.ts';

const COUNTS = ['none', 'one', 'many'] as const;

const NOTION_PAGE = (number: number) => ({
  object: 'page',
  id: `p${number}`,
  url: `https://notion.so/p${number}`,
  properties: {
    Done: { id: 'a', type: 'checkbox', checkbox: true },
    Name: { id: 'title', type: 'title', title: [{ plain_text: 'Page ' }, { plain_text: String(number) }] },
  },
});

export const notion: Api = {
  server: 'notion',
  secrets: { token: 'ntn_1' },
  hosts: {
    'api.notion.com': byRoute(
      {
        'POST /v1/databases/:database/query': ({ body }, { database }) => {
          const { start_cursor: cursor, ...rest } = JSON.parse(body);
          const isFiltered = database === 'many';
          deepEqual(rest, {
            ...(isFiltered && { filter: { property: 'Done', checkbox: { equals: true } } }),
            page_size: 100,
          });
          if (database === 'gone') {
            const message = 'Could not find database with ID: gone. Make sure it is shared with your integration.';
            return { status: 404, body: { object: 'error', status: 404, code: 'object_not_found', message } };
          }
          const pages = list(countOf(database), NOTION_PAGE);
          const hasMore = pages.length > 2 && cursor === undefined;
          return {
            body: {
              object: 'list',
              results: cursor === undefined ? pages.slice(0, 2) : pages.slice(2),
              next_cursor: hasMore ? 'c-2' : null,
              has_more: hasMore,
            },
          };
        },
      },
      (request) => {
        hasBearer('ntn_1')(request);
        hasHeader('notion-version', '2022-06-28')(request);
      },
    ),
  },
  calls: [
    ...COUNTS.map((database) => ({
      tool: 'query_database',
      title: `${database} of the pages`,
      args: { database, ...(database === 'many' && { filter: { property: 'Done', checkbox: { equals: true } } }) },
      gives: list(countOf(database), (number) => ({
        id: `p${number}`,
        url: `https://notion.so/p${number}`,
        title: `Page ${number}`,
      })),
    })),
    {
      tool: 'query_database',
      title: 'a database that is not shared',
      args: { database: 'gone' },
      fails:
        'POST api.notion.com/v1/databases/gone/query returned 404 Not Found: Could not find database with ID: gone. Make sure it is shared with your integration. (object_not_found)',
    },
  ],
};

const LINEAR_ISSUE = (number: number) => ({
  identifier: `ENG-${number}`,
  title: `Issue ${number}`,
  state: { name: 'Todo' },
  assignee: number === 1 ? { name: 'Ada' } : null,
});

export const linear: Api = {
  server: 'linear',
  secrets: { key: 'lin_api_1' },
  hosts: {
    'api.linear.app': byRoute(
      {
        'POST /graphql': ({ body }) => {
          const { variables } = JSON.parse(body);
          if (variables.team === 'bad') {
            const extensions = { type: 'ratelimited', code: 'RATELIMITED' };
            return { status: 400, body: { errors: [{ message: 'Rate limit exceeded', extensions }] } };
          }
          const issues = list(countOf(variables.team), LINEAR_ISSUE);
          const nodes = variables.after === undefined ? issues.slice(0, 2) : issues.slice(2);
          const pageInfo = { hasNextPage: variables.after === undefined && issues.length > 2, endCursor: 'e2' };
          return { body: { data: { issues: { nodes, pageInfo } } } };
        },
      },
      hasHeader('authorization', 'lin_api_1'),
    ),
  },
  calls: [
    ...COUNTS.map((team) => ({
      tool: 'list_issues',
      title: `${team} of the issues`,
      args: { team },
      gives: list(countOf(team), (number) => ({
        id: `ENG-${number}`,
        title: `Issue ${number}`,
        state: 'Todo',
        ...(number === 1 && { assignee: 'Ada' }),
      })),
    })),
    {
      tool: 'list_issues',
      title: 'a rate that is exceeded',
      args: { team: 'bad' },
      fails:
        'POST api.linear.app/graphql returned 400 Bad Request: Rate limit exceeded; type ratelimited, code RATELIMITED',
    },
  ],
};

const RECORD = (number: number) => ({
  id: `rec${number}`,
  createdTime: '2026-01-01',
  fields: { Name: `Row ${number}` },
});

export const airtable: Api = {
  server: 'airtable',
  secrets: { token: 'pat1' },
  hosts: {
    'api.airtable.com': byRoute(
      {
        'GET /v0/app1/:table': ({ search, query }, { table }) => {
          if (table === 'Bad%20Table') {
            const message = 'Could not find table Bad Table in application app1';
            return { status: 404, body: { error: { type: 'TABLE_NOT_FOUND', message } } };
          }
          const records = list(countOf(table), RECORD);
          if (table === 'many') {
            const sort = 'sort%5B0%5D%5Bfield%5D=Name&sort%5B0%5D%5Bdirection%5D=desc';
            const fields = 'fields%5B%5D=Name&fields%5B%5D=Status';
            const offset = query.offset === undefined ? '' : '&offset=itr1%2Frec2';
            equal(search, `?filterByFormula=%7BStatus%7D%20%3D%20'Done'&${fields}&${sort}${offset}`);
          }
          if (query.offset !== undefined) return { body: { records: records.slice(2) } };
          return { body: { records: records.slice(0, 2), ...(records.length > 2 && { offset: 'itr1/rec2' }) } };
        },
      },
      hasBearer('pat1'),
    ),
  },
  calls: [
    { tool: 'list_records', title: 'no records', args: { base: 'app1', table: 'none' }, gives: [] },
    {
      tool: 'list_records',
      title: 'one record',
      args: { base: 'app1', table: 'one' },
      gives: [{ id: 'rec1', Name: 'Row 1' }],
    },
    {
      tool: 'list_records',
      title: 'records of two pages, sorted',
      args: {
        ...{ base: 'app1', table: 'many', formula: "{Status} = 'Done'", fields: ['Name', 'Status'] },
        sort: [{ field: 'Name', direction: 'desc' }],
      },
      gives: list(3, (number) => ({ id: `rec${number}`, Name: `Row ${number}` })),
    },
    {
      tool: 'list_records',
      title: 'a table that does not exist',
      args: { base: 'app1', table: 'Bad Table' },
      fails:
        'GET api.airtable.com/v0/app1/Bad%20Table returned 404 Not Found: Could not find table Bad Table in application app1 (TABLE_NOT_FOUND)',
    },
  ],
};

const CARD = (number: number) => ({
  id: `c${number}`,
  name: `Card ${number}`,
  due: null,
  labels: list(number, (n) => ({ name: `l${n}` })),
});

export const trello: Api = {
  server: 'trello',
  secrets: { keys: JSON.stringify({ key: 'k-1', token: 't+1/2' }) },
  hosts: {
    'api.trello.com': byRoute({
      'GET /1/lists/:list/cards': ({ search }, { list: name }) => {
        equal(search, '?fields=name,labels,due&key=k-1&token=t%2B1%2F2'.replaceAll(',', '%2C'));
        return name === 'bad' ? { status: 400, body: 'invalid id' } : { body: list(countOf(name), CARD) };
      },
    }),
  },
  calls: [
    ...COUNTS.map((name) => ({
      tool: 'list_cards',
      title: `${name} of the cards`,
      args: { list: name },
      gives: list(countOf(name), (number) => ({
        ...{ id: `c${number}`, name: `Card ${number}`, due: null },
        labels: list(number, (n) => `l${n}`),
      })),
    })),
    {
      tool: 'list_cards',
      title: 'a list that does not exist',
      args: { list: 'bad' },
      fails: 'GET api.trello.com/1/lists/bad/cards returned 400 Bad Request: invalid id',
    },
  ],
};
