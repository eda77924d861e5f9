import { deepEqual, equal, match } from 'node:assert/strict';
import { type Api, byRoute, countOf, hasBasic, list, type Received } from '../support/api.ts';

const HOST = 'your-domain.atlassian.net';
const isAdmitted = hasBasic('you@example.com', 'ATATT1');

const ISSUE = (number: number) => ({
  id: String(10_000 + number),
  key: `SHOP-${number}`,
  fields: {
    summary: `Issue ${number}`,
    status: { name: 'Open' },
    assignee: number === 1 ? { displayName: 'Ada' } : null,
  },
});
const MAPPED = (number: number) => ({
  key: `SHOP-${number}`,
  summary: `Issue ${number}`,
  status: 'Open',
  ...(number === 1 && { assignee: 'Ada' }),
});
const PARAGRAPH = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

function createIssue({ body }: Received) {
  const { summary, description, ...rest } = JSON.parse(body).fields;
  deepEqual(rest, { project: { key: 'SHOP' }, issuetype: { name: 'Task' } });
  if (summary === '')
    return { status: 400, body: { errorMessages: [], errors: { summary: 'You must specify a summary.' } } };
  const lines = { two: ['first "line"', 'second'], one: ['only'], none: [] }[String(summary)];
  deepEqual(description, { type: 'doc', version: 1, content: lines?.map(PARAGRAPH) });
  return { status: 201, body: { id: '1', key: 'SHOP-9' } };
}

function attachFile({ headers, body }: Received) {
  equal(headers['x-atlassian-token'], 'no-check');
  const [, boundary = ''] = /^multipart\/form-data; boundary=(\S+)$/.exec(String(headers['content-type'])) ?? [];
  const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain';
  equal(body, `--${boundary}\r\n${part}\r\n\r\nhello\r\n--${boundary}--\r\n`);
  return { body: [{ id: '7', filename: 'a.txt', size: 5, mimeType: 'text/plain' }] };
}

/** Unless a request says otherwise, markers are around the words that were found. */
const PAGE = (id: number, isMarked: boolean) => ({
  content: { id: String(id), title: `Page ${id}` },
  excerpt: isMarked ? `… @@@hl@@@${id}@@@endhl@@@ …` : `… ${id} …`,
});

/** The search of Confluence, whose next link continues its `base`. */
function searchPages({ query, search }: Received) {
  const pages = list(countOf(/"(\w+)"/.exec(String(query.cql))?.[1]), (id) => PAGE(id, query.excerpt !== 'indexed'));
  match(search, /cql=text%20~%20%22/);
  const links = { base: `https://${HOST}/wiki`, context: '/wiki' };
  if (query.cursor !== undefined) return { body: { results: pages.slice(2), _links: links } };
  const next = `/rest/api/search?next=true&cursor=_f_Mg==&limit=50&excerpt=indexed&cql=text%20~%20%22many%22`;
  return { body: { results: pages.slice(0, 2), _links: pages.length > 2 ? { ...links, next } : links } };
}

export const jira: Api = {
  server: 'jira',
  secrets: { token: 'ATATT1' },
  hosts: {
    [HOST]: byRoute(
      {
        'GET /rest/api/3/search/jql': ({ query }) => {
          const { jql, nextPageToken } = query;
          equal(query.fields, 'summary,status,assignee');
          const issues = list(countOf(/text ~ "(\w+)"/.exec(String(jql))?.[1]), ISSUE);
          if (nextPageToken !== undefined) return { body: { issues: issues.slice(2), isLast: true } };
          const next = issues.length > 2 ? { nextPageToken: 'CAEaAggD', isLast: false } : { isLast: true };
          return { body: { issues: issues.slice(0, 2), ...next } };
        },
        'POST /rest/api/3/issue': createIssue,
        'POST /rest/api/3/issue/SHOP-9/attachments': attachFile,
        'GET /wiki/rest/api/search': searchPages,
      },
      isAdmitted,
    ),
  },
  calls: [
    ...(['none', 'one', 'many'] as const).map((count) => ({
      tool: 'search_issues',
      title: `${count} of the issues`,
      args: { jql: `project = SHOP AND text ~ "${count}"` },
      gives: list(countOf(count), MAPPED),
    })),
    {
      tool: 'create_issue',
      title: 'a description of two paragraphs',
      args: { project: 'SHOP', summary: 'two', description: 'first "line"\n\nsecond\n' },
      gives: { key: 'SHOP-9' },
    },
    {
      tool: 'create_issue',
      title: 'a description of one paragraph',
      args: { project: 'SHOP', summary: 'one', description: 'only' },
      gives: { key: 'SHOP-9' },
    },
    {
      tool: 'create_issue',
      title: 'no description',
      args: { project: 'SHOP', summary: 'none' },
      gives: { key: 'SHOP-9' },
    },
    {
      tool: 'create_issue',
      title: 'a field that is empty',
      args: { project: 'SHOP', summary: '' },
      fails: `POST ${HOST}/rest/api/3/issue returned 400 Bad Request: summary: You must specify a summary.`,
    },
    {
      tool: 'attach_file',
      title: 'a file',
      args: { issue: 'SHOP-9', filename: 'a.txt', content: 'hello' },
      gives: [{ id: '7', filename: 'a.txt', size: 5 }],
    },
  ],
};

export const confluence: Api = {
  server: 'confluence',
  secrets: { token: 'ATATT1' },
  // One host serves both products.
  hosts: {},
  calls: [
    ...(['none', 'one', 'many'] as const).map((count) => ({
      tool: 'search_pages',
      title: `${count} of the pages`,
      args: { cql: `text ~ "${count}"` },
      gives: list(countOf(count), (id) => ({ id: String(id), title: `Page ${id}`, excerpt: `… ${id} …` })),
    })),
  ],
};
