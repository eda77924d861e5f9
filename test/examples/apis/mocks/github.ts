import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, countOf, hasBearer, hasHeader, list, type Received } from '../support/api.ts';

const HOST = 'api.github.com';
const ISSUE = (number: number) => ({
  id: 2147483648 * 4194304 + number,
  number,
  title: `Issue ${number}`,
  body: null,
  user: { login: 'octocat' },
  labels: list(number % 3, (label) => ({ id: label, name: `label ${label}` })),
});
const MAPPED = (number: number) => ({
  number,
  title: `Issue ${number}`,
  labels: list(number % 3, (label) => `label ${label}`),
});

/** Two issues a page; later pages are below another path, as the API links them. */
function issuePage(count: number, page: number) {
  const issues = list(count, ISSUE).slice(page * 2 - 2, page * 2);
  const next = `https://${HOST}/repositories/7/issues?state=open&per_page=100&page=${page + 1}`;
  const links = [`<${next}>; rel="next"`, `<https://${HOST}/repositories/7/issues?page=2>; rel="last"`];
  return { headers: page * 2 < count ? { link: links.join(', ') } : {}, body: issues };
}

function pullRequests({ body }: Received) {
  const { query, variables } = JSON.parse(body);
  equal(/pullRequests\(first: 50, after: \$after, states: OPEN\)/.test(query), true);
  if (variables.repo === 'gone') {
    const message = "Could not resolve to a Repository with the name 'octo/gone'.";
    return { body: { data: { repository: null }, errors: [{ type: 'NOT_FOUND', path: ['repository'], message }] } };
  }
  const count = countOf(variables.repo);
  const begun = variables.after === undefined ? 0 : Number(Buffer.from(variables.after, 'base64').toString());
  const nodes = list(count, (number) => ({
    number,
    title: `Change ${number}`,
    changedFiles: number,
    author: number === 3 ? null : { login: 'ada' },
  })).slice(begun, begun + 2);
  const pageInfo = {
    hasNextPage: begun + 2 < count,
    endCursor: nodes.length > 0 ? Buffer.from(String(begun + 2)).toString('base64') : null,
  };
  return { body: { data: { repository: { pullRequests: { nodes, pageInfo } } } } };
}

export const github: Api = {
  server: 'github',
  secrets: { token: 'github_pat_11AAAA' },
  hosts: {
    [HOST]: byRoute(
      {
        'GET /repos/octo/:repo/issues': (request, { repo }) => {
          equal(request.headers.accept, 'application/vnd.github+json');
          const labels = repo === 'many' ? '&labels=bug,help%20wanted' : '';
          equal(request.search, `?state=open${labels}&per_page=100`);
          return issuePage(countOf(repo), 1);
        },
        'GET /repositories/7/issues': ({ query }) => issuePage(3, Number(query.page)),
        'POST /repos/octo/many/issues': ({ body }) => {
          const { title, ...rest } = JSON.parse(body);
          if (title !== '') {
            deepEqual(rest, { labels: ['bug'] });
            return { status: 201, body: { number: 8, html_url: 'https://github.com/octo/many/issues/8', title } };
          }
          const errors = [{ resource: 'Issue', code: 'missing_field', field: 'title' }];
          return { status: 422, body: { message: 'Validation Failed', errors, status: '422' } };
        },
        'POST /graphql': pullRequests,
        'GET /repos/octo/many/contents/*path': ({ headers, search }, { path }) => {
          equal(headers.accept, 'application/vnd.github.raw+json');
          equal(path, 'src/a%20b/settings.json');
          equal(search, '?ref=v1%2F2');
          return {
            headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
            body: '{ "a": 1 }\n',
          };
        },
        'GET /repos/octo/many/actions/artifacts/:id/zip': (_, { id }) =>
          id === '11'
            ? { status: 302, headers: { location: 'https://results.blob.core.windows.net/a.zip?sig=s3' } }
            : { status: 410, body: { message: 'Artifact has expired', status: '410' } },
      },
      (request) => {
        hasBearer('github_pat_11AAAA')(request);
        hasHeader('x-github-api-version', '2022-11-28')(request);
      },
    ),
  },
  calls: [
    { tool: 'list_issues', title: 'no issues', args: { owner: 'octo', repo: 'none' }, gives: [] },
    { tool: 'list_issues', title: 'one issue', args: { owner: 'octo', repo: 'one' }, gives: [MAPPED(1)] },
    {
      tool: 'list_issues',
      title: 'issues of two pages',
      args: { owner: 'octo', repo: 'many', labels: ['bug', 'help wanted'] },
      gives: list(3, MAPPED),
    },
    {
      tool: 'create_issue',
      title: 'a new issue',
      args: { owner: 'octo', repo: 'many', title: 'Leak', labels: ['bug'] },
      gives: { number: 8, url: 'https://github.com/octo/many/issues/8' },
    },
    {
      tool: 'create_issue',
      title: 'a field that is missing',
      args: { owner: 'octo', repo: 'many', title: '', labels: ['bug'] },
      fails:
        'POST api.github.com/repos/octo/many/issues returned 422 Unprocessable Entity: Validation Failed; resource Issue, code missing_field, field title',
    },
    { tool: 'list_pull_requests', title: 'no changes', args: { owner: 'octo', repo: 'none' }, gives: [] },
    {
      tool: 'list_pull_requests',
      title: 'changes of two pages, one of a deleted account',
      args: { owner: 'octo', repo: 'many' },
      gives: [
        { number: 1, title: 'Change 1', author: 'ada', files: 1 },
        { number: 2, title: 'Change 2', author: 'ada', files: 2 },
        { number: 3, title: 'Change 3', files: 3 },
      ],
    },
    {
      tool: 'list_pull_requests',
      title: 'a repository that does not exist',
      args: { owner: 'octo', repo: 'gone' },
      fails:
        "POST api.github.com/graphql returned an error: Could not resolve to a Repository with the name 'octo/gone' (at repository; NOT_FOUND).",
    },
    {
      tool: 'read_file',
      title: 'a file of JSON as its text',
      args: { owner: 'octo', repo: 'many', path: 'src/a b/settings.json', ref: 'v1/2' },
      gives: '{ "a": 1 }\n',
    },
    {
      tool: 'artifact_link',
      title: 'a link that is not followed',
      args: { owner: 'octo', repo: 'many', artifact: 11 },
      gives: { link: 'https://results.blob.core.windows.net/a.zip?sig=s3' },
    },
    {
      tool: 'artifact_link',
      title: 'an artifact that is gone',
      args: { owner: 'octo', repo: 'many', artifact: 12 },
      fails: 'GET api.github.com/repos/octo/many/actions/artifacts/12/zip returned 410 Gone: Artifact has expired',
    },
  ],
};
