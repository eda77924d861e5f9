import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, countOf, formOf, hasBasic, hasBearer, hasHeader, list } from '../support/api.ts';

const COUNTS = ['none', 'one', 'many'] as const;

const INCIDENT = (number: number) => ({
  id: `P${number}`,
  title: `Incident ${number}`,
  urgency: 'high',
  service: { id: 'S1', summary: 'Web' },
});

export const pagerduty: Api = {
  server: 'pagerduty',
  secrets: { key: 'u+abc' },
  hosts: {
    'api.pagerduty.com': byRoute(
      {
        'GET /incidents': ({ search, query }) => {
          const { offset = '', 'service_ids[]': service } = query;
          const statuses = 'statuses%5B%5D=triggered&statuses%5B%5D=acknowledged';
          equal(search, `?${statuses}&service_ids%5B%5D=${service}&date_range=all&limit=100&offset=${offset}`);
          const incidents = list(countOf(service), INCIDENT);
          const more = offset === '0' && incidents.length > 2;
          const page = offset === '0' ? incidents.slice(0, 2) : incidents.slice(2);
          return { body: { incidents: page, limit: 100, offset: Number(offset), total: null, more } };
        },
        'POST /incidents': ({ headers, body }) => {
          equal(headers.from, 'ada@example.com');
          const { incident } = JSON.parse(body);
          if (incident.title === '') {
            const errors = ['Title cannot be empty.', 'Service cannot be empty.'];
            return { status: 400, body: { error: { message: 'Invalid Input Provided', code: 2001, errors } } };
          }
          deepEqual(incident, {
            type: 'incident',
            title: 'Down',
            service: { id: 'S1', type: 'service_reference' },
            body: { type: 'incident_body', details: 'All of it.' },
          });
          return {
            status: 201,
            body: { incident: { id: 'PT4', html_url: 'https://acme.pagerduty.com/incidents/PT4' } },
          };
        },
      },
      hasHeader('authorization', 'Token token=u+abc'),
    ),
  },
  calls: [
    ...COUNTS.map((count) => ({
      tool: 'list_incidents',
      title: `${count} of the incidents`,
      args: { services: [count] },
      gives: list(countOf(count), (number) => ({
        ...{ id: `P${number}`, title: `Incident ${number}`, urgency: 'high', service: 'Web' },
      })),
    })),
    {
      tool: 'create_incident',
      title: 'an incident',
      args: { from: 'ada@example.com', service: 'S1', title: 'Down', details: 'All of it.' },
      gives: { id: 'PT4', url: 'https://acme.pagerduty.com/incidents/PT4' },
    },
    {
      tool: 'create_incident',
      title: 'fields that are empty',
      args: { from: 'ada@example.com', service: 'S1', title: '' },
      fails:
        'POST api.pagerduty.com/incidents returned 400 Bad Request: Invalid Input Provided (code 2001); Title cannot be empty. Service cannot be empty.',
    },
  ],
};

const LINE = (number: number) => ({
  id: `l${number}`,
  type: 'log',
  attributes: { timestamp: `2026-01-01T00:00:0${number}Z`, service: 'web', message: `Line ${number}`, status: 'error' },
});

export const datadog: Api = {
  server: 'datadog',
  secrets: { keys: JSON.stringify({ api: 'dd-api-key', app: 'dd-app-key' }) },
  hosts: {
    'api.datadoghq.com': byRoute(
      {
        'POST /api/v2/logs/events/search': ({ body }) => {
          const { page, filter, ...rest } = JSON.parse(body);
          deepEqual(rest, { sort: '-timestamp' });
          deepEqual({ ...filter, query: '' }, { query: '', from: 'now-15m', to: 'now' });
          equal(page.limit, 100);
          if (filter.query === 'bad') {
            return { status: 429, headers: { 'x-ratelimit-reset': '7' }, body: { errors: ['Too many requests'] } };
          }
          const lines = list(countOf(filter.query), LINE);
          if (page.cursor === 'eyJhZnRlciI6Mn0=') return { body: { data: lines.slice(2), meta: { page: {} } } };
          const meta = lines.length > 2 ? { page: { after: 'eyJhZnRlciI6Mn0=' } } : { status: 'done' };
          return { body: { data: lines.slice(0, 2), meta } };
        },
      },
      (request) => {
        hasHeader('dd-api-key', 'dd-api-key')(request);
        hasHeader('dd-application-key', 'dd-app-key')(request);
      },
    ),
  },
  calls: [
    ...COUNTS.map((query) => ({
      tool: 'search_logs',
      title: `${query} of the lines`,
      args: { query },
      gives: list(countOf(query), (number) => ({
        ...{ time: `2026-01-01T00:00:0${number}Z`, service: 'web', message: `Line ${number}` },
      })),
    })),
  ],
};

export const sentry: Api = {
  server: 'sentry',
  secrets: { token: 'sntrys_1' },
  hosts: {
    'sentry.io': byRoute(
      {
        'GET /api/0/organizations/:organization/issues/': ({ query }, { organization }) => {
          equal(query.query, 'is:unresolved');
          const issues = list(countOf(organization), (number) => ({
            shortId: `W-${number}`,
            title: 'Oh',
            count: `${number}`,
          }));
          const page = query.cursor === undefined ? issues.slice(0, 2) : issues.slice(2);
          const hasMore = query.cursor === undefined && issues.length > 2;
          const at = (cursor: string) =>
            `<https://sentry.io/api/0/organizations/${organization}/issues/?query=is%3Aunresolved&cursor=${cursor}>`;
          const link = `${at('0:0:1')}; rel="previous"; results="false"; cursor="0:0:1", ${at('0:100:0')}; rel="next"; results="${hasMore}"; cursor="0:100:0"`;
          return { headers: { link }, body: page };
        },
      },
      hasBearer('sntrys_1'),
    ),
  },
  calls: COUNTS.map((organization) => ({
    tool: 'list_issues',
    title: `${organization} of the issues`,
    args: { organization },
    gives: list(countOf(organization), (number) => ({ id: `W-${number}`, title: 'Oh', events: number })),
  })),
};

export const prometheus: Api = {
  server: 'prometheus',
  secrets: { token: 'glc_1' },
  hosts: {
    'prometheus-prod-01-eu-west-0.grafana.net': byRoute(
      {
        'POST /api/prom/api/v1/query': (request) => {
          const { query } = formOf(request);
          if (query === 'sum(') {
            const error = 'invalid parameter "query": 1:5: parse error: unexpected end of input';
            return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
          }
          const [, count] = /^up\{job="(\w+)"\}$/.exec(String(query)) ?? [];
          const result = list(countOf(count), (number) => ({
            metric: { job: `j${number}` },
            value: [1790000000.1, number === 3 ? 'NaN' : '1.5'],
          }));
          return { body: { status: 'success', data: { resultType: 'vector', result } } };
        },
      },
      hasBasic('123456', 'glc_1'),
    ),
  },
  calls: [
    ...COUNTS.map((count) => ({
      tool: 'query_metrics',
      title: `${count} of the series`,
      args: { query: `up{job="${count}"}` },
      gives: list(countOf(count), (number) => ({ metric: { job: `j${number}` }, value: number === 3 ? 'NaN' : 1.5 })),
    })),
    {
      tool: 'query_metrics',
      title: 'an expression that is wrong',
      args: { query: 'sum(' },
      fails:
        'POST prometheus-prod-01-eu-west-0.grafana.net/api/prom/api/v1/query returned 400 Bad Request: invalid parameter "query": 1:5: parse error: unexpected end of input',
    },
  ],
};

export const elasticsearch: Api = {
  server: 'elasticsearch',
  secrets: { key: 'ZXMta2V5' },
  hosts: {
    'my-deployment.es.eu-central-1.aws.elastic.cloud': byRoute(
      {
        'POST /:index/_search': ({ body }, { index }) => {
          const { query, search_after: after, ...rest } = JSON.parse(body);
          deepEqual(rest, { sort: [{ '@timestamp': 'desc' }, { _doc: 'asc' }], size: 100 });
          equal(query.bool.must[0].simple_query_string.query, 'disk "almost full"');
          if (index === 'gone') {
            const reason = 'no such index [gone]';
            const cause = { type: 'index_not_found_exception', reason };
            return { status: 404, body: { error: { root_cause: [cause], ...cause }, status: 404 } };
          }
          deepEqual(query.bool.filter, index === 'many' ? [{ range: { '@timestamp': { gte: 'now-1h' } } }] : []);
          const hits = list(countOf(index), (number) => ({
            ...{
              _index: index,
              _id: `d${number}`,
              _source: { level: number },
              sort: [1790000000000 + number, `s${number}`],
            },
          }));
          const begun = after === undefined ? 0 : hits.findIndex(({ sort }) => sort.join() === after.join()) + 1;
          return { body: { took: 1, hits: { total: { value: hits.length }, hits: hits.slice(begun, begun + 2) } } };
        },
      },
      hasHeader('authorization', 'ApiKey ZXMta2V5'),
    ),
  },
  calls: [
    ...COUNTS.map((index) => ({
      tool: 'search_documents',
      title: `${index} of the documents`,
      args: { index, text: 'disk "almost full"', ...(index === 'many' && { since: 'now-1h' }) },
      gives: list(countOf(index), (level) => ({ _id: `d${level}`, level })),
    })),
    {
      tool: 'search_documents',
      title: 'an index that does not exist',
      args: { index: 'gone', text: 'disk "almost full"' },
      fails:
        'POST my-deployment.es.eu-central-1.aws.elastic.cloud/gone/_search returned 404 Not Found: no such index [gone] (index_not_found_exception)',
    },
  ],
};

export const algolia: Api = {
  server: 'algolia',
  secrets: { keys: JSON.stringify({ app: 'YOURAPPID', search: 'search-key' }) },
  hosts: {
    'yourappid-dsn.algolia.net': byRoute(
      {
        'POST /1/indexes/products/query': ({ body }) => {
          const { query, ...rest } = JSON.parse(body);
          deepEqual(rest, { hitsPerPage: 20 });
          const hits = list(countOf(query), (number) => ({
            objectID: `${number}`,
            name: 'Cog',
            price: 2.5,
            _highlightResult: {},
          }));
          return { body: { hits, nbHits: hits.length, page: 0 } };
        },
      },
      (request) => {
        hasHeader('x-algolia-application-id', 'YOURAPPID')(request);
        hasHeader('x-algolia-api-key', 'search-key')(request);
      },
    ),
  },
  calls: COUNTS.map((text) => ({
    tool: 'search_products',
    title: `${text} of the products`,
    args: { text },
    gives: list(countOf(text), (number) => ({ id: `${number}`, name: 'Cog', price: 2.5 })),
  })),
};

export const cloudflare: Api = {
  server: 'cloudflare',
  secrets: { token: 'cf-token' },
  hosts: {
    'api.cloudflare.com': byRoute(
      {
        'GET /client/v4/zones/:zone/dns_records': ({ query }, { zone }) => {
          equal(query.per_page, '100');
          if (zone === 'bad') {
            const errors = [{ code: 7003, message: 'Could not route to /zones/bad/dns_records' }];
            return { status: 400, body: { success: false, errors, messages: [], result: null } };
          }
          const records = list(countOf(zone), (number) => ({
            ...{ id: `r${number}`, type: 'A', name: `h${number}.example.com`, content: '192.0.2.1', ttl: 1 },
          }));
          const page = Number(query.page);
          const info = {
            page,
            per_page: 2,
            count: 2,
            total_count: records.length,
            total_pages: Math.ceil(records.length / 2),
          };
          return {
            body: { success: true, errors: [], result: records.slice(page * 2 - 2, page * 2), result_info: info },
          };
        },
      },
      hasBearer('cf-token'),
    ),
  },
  calls: [
    ...COUNTS.map((zone) => ({
      tool: 'list_dns_records',
      title: `${zone} of the records`,
      args: { zone },
      gives: list(countOf(zone), (number) => ({
        type: 'A',
        name: `h${number}.example.com`,
        content: '192.0.2.1',
        ttl: 1,
      })),
    })),
    {
      tool: 'list_dns_records',
      title: 'a zone that does not exist',
      args: { zone: 'bad' },
      fails:
        'GET api.cloudflare.com/client/v4/zones/bad/dns_records returned 400 Bad Request: Could not route to /zones/bad/dns_records (code 7003)',
    },
  ],
};

export const okta: Api = {
  server: 'okta',
  secrets: { token: '00okta' },
  hosts: {
    'your-org.okta.com': byRoute(
      {
        'GET /api/v1/users': ({ query }) => {
          equal(query.limit, '200');
          if (query.search === 'bad') {
            const errorCauses = [{ errorSummary: 'Invalid search criteria.' }];
            return {
              status: 400,
              body: { errorCode: 'E0000031', errorSummary: 'Invalid search criteria.', errorCauses },
            };
          }
          const users = list(countOf(/"(\w+)"/.exec(String(query.search))?.[1]), (number) => ({
            ...{ id: `00u${number}`, status: 'ACTIVE', profile: { login: `u${number}@example.com` } },
          }));
          const at = (after: string) => `<https://your-org.okta.com/api/v1/users?after=${after}limit=200&search=x>`;
          const next = at('00u2&').replace('search=x', 'search=title%20eq%20%22many%22');
          const self = `${at('')}; rel="self"`;
          const hasMore = query.after === undefined && users.length > 2;
          // Each link is a header of its own.
          const link = hasMore ? [self, `${next}; rel="next"`] : [self];
          return { headers: { link }, body: query.after === undefined ? users.slice(0, 2) : users.slice(2) };
        },
      },
      hasHeader('authorization', 'SSWS 00okta'),
    ),
  },
  calls: [
    ...COUNTS.map((count) => ({
      tool: 'search_users',
      title: `${count} of the users`,
      args: { search: `title eq "${count}"` },
      gives: list(countOf(count), (number) => ({
        id: `00u${number}`,
        status: 'ACTIVE',
        login: `u${number}@example.com`,
      })),
    })),
    {
      tool: 'search_users',
      title: 'a search that is wrong',
      args: { search: 'bad' },
      fails: 'GET your-org.okta.com/api/v1/users returned 400 Bad Request: Invalid search criteria. (E0000031)',
    },
  ],
};

const POD = (number: number) => ({
  metadata: { name: `web-${number}` },
  status: { phase: 'Running', containerStatuses: list(number, (restartCount) => ({ restartCount })) },
});

export const kubernetes: Api = {
  server: 'kubernetes',
  secrets: { token: 'k8s-token' },
  hosts: {
    'kubernetes.example.com': byRoute(
      {
        'GET /api/v1/namespaces/:namespace/pods': ({ query }, { namespace }) => {
          if (query.watch === 'true') {
            equal(query.timeoutSeconds, '60');
            const event = (number: number) => `${JSON.stringify({ type: 'ADDED', object: POD(number) })}\n`;
            return { headers: { 'content-type': 'application/json' }, body: list(5, event).join('') };
          }
          equal(query.limit, '500');
          if (namespace === 'secret') {
            const message = 'pods is forbidden: User "agent" cannot list resource "pods" in the namespace "secret"';
            return {
              status: 403,
              body: { kind: 'Status', status: 'Failure', message, reason: 'Forbidden', code: 403 },
            };
          }
          const pods = list(countOf(namespace), POD);
          const isFirst = query.continue === undefined;
          const metadata = {
            resourceVersion: '1',
            ...(isFirst && pods.length > 2 && { continue: 'eyJ2IjoibWV0YSJ9==' }),
          };
          return { body: { kind: 'PodList', metadata, items: isFirst ? pods.slice(0, 2) : pods.slice(2) } };
        },
        'PATCH /apis/apps/v1/namespaces/default/deployments/web': ({ headers, body }) => {
          equal(headers['content-type'], 'application/strategic-merge-patch+json');
          equal(body, '{"spec":{"replicas":0}}');
          return { body: { kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 0 } } };
        },
      },
      hasBearer('k8s-token'),
    ),
  },
  calls: [
    ...COUNTS.map((namespace) => ({
      tool: 'list_pods',
      title: `${namespace} of the pods`,
      args: { namespace },
      gives: list(countOf(namespace), (number) => ({
        ...{ name: `web-${number}`, phase: 'Running', restarts: (number * (number + 1)) / 2 },
      })),
    })),
    {
      tool: 'list_pods',
      title: 'a namespace that is closed',
      args: { namespace: 'secret' },
      fails:
        'GET kubernetes.example.com/api/v1/namespaces/secret/pods returned 403 Forbidden: pods is forbidden: User "agent" cannot list resource "pods" in the namespace "secret" (Forbidden)',
    },
    {
      tool: 'watch_pods',
      title: 'the first changes',
      args: { count: 2 },
      gives: list(2, (number) => ({ change: 'ADDED', name: `web-${number}`, phase: 'Running' })),
    },
    {
      tool: 'scale_deployment',
      title: 'a deployment without pods',
      args: { name: 'web', replicas: 0 },
      gives: { name: 'web', replicas: 0 },
    },
  ],
};
