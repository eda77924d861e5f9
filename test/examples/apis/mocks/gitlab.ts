import { equal } from 'node:assert/strict';
import { type Api, byRoute, countOf, hasHeader, list } from '../support/api.ts';

const REQUEST = (iid: number) => ({ iid, title: `Change ${iid}`, author: { username: 'ada' } });
const PAGE = 'https://gitlab.com/api/v4/projects/tools%2Fmany/merge_requests?page=2&per_page=100';

export const gitlab: Api = {
  server: 'gitlab',
  secrets: { token: 'glpat-abc' },
  hosts: {
    'gitlab.com': byRoute(
      {
        'GET /api/v4/projects/tools%2F:name/merge_requests': ({ query }, { name }) => {
          equal(query.state, 'opened');
          if (name === 'gone') return { status: 404, body: { message: '404 Project Not Found' } };
          const requests = list(countOf(name), REQUEST);
          if (query.page === '2') return { headers: { 'x-next-page': '' }, body: requests.slice(2) };
          const link = `<${PAGE}&state=opened>; rel="next", <${PAGE}>; rel="first"`;
          return { headers: requests.length > 2 ? { link } : {}, body: requests.slice(0, 2) };
        },
      },
      hasHeader('private-token', 'glpat-abc'),
    ),
  },
  calls: [
    ...(['none', 'one', 'many'] as const).map((name) => ({
      tool: 'list_merge_requests',
      title: `${name} of the merge requests`,
      args: { project: `tools/${name}` },
      gives: list(countOf(name), (number) => ({ number, title: `Change ${number}`, author: 'ada' })),
    })),
    {
      tool: 'list_merge_requests',
      title: 'a project that does not exist',
      args: { project: 'tools/gone' },
      fails: 'GET gitlab.com/api/v4/projects/tools%2Fgone/merge_requests returned 404 Not Found: 404 Project Not Found',
    },
  ],
};
