import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, countOf, formOf, hasBasic, hasBearer, list } from '../support/api.ts';

export const hubspot: Api = {
  server: 'hubspot',
  secrets: { token: 'pat-na1-1' },
  hosts: {
    'api.hubapi.com': byRoute(
      {
        'GET /crm/v3/objects/contacts': ({ query }) => {
          equal(query.properties, 'email,firstname,lastname');
          const contact = (id: number) => ({
            id: String(id),
            properties: { email: `c${id}@example.com`, firstname: id === 2 ? null : 'Ada', lastname: 'King' },
          });
          if (query.after === 'NTI1') return { body: { results: [contact(2)] } };
          const next = { after: 'NTI1', link: 'https://api.hubapi.com/crm/v3/objects/contacts?after=NTI1' };
          return { body: { results: [contact(1)], paging: { next } } };
        },
      },
      hasBearer('pat-na1-1'),
    ),
  },
  calls: [
    {
      tool: 'list_contacts',
      title: 'contacts of two pages',
      args: {},
      gives: [
        { id: '1', email: 'c1@example.com', name: 'Ada King' },
        { id: '2', email: 'c2@example.com', name: 'King' },
      ],
    },
  ],
};

const SALESFORCE = 'your-domain.my.salesforce.com';
const ACCOUNT = (number: number) => ({
  attributes: { type: 'Account', url: `/services/data/v60.0/sobjects/Account/00${number}` },
  Id: `00${number}`,
  Name: `O'Hara ${number}`,
});

export const salesforce: Api = {
  server: 'salesforce',
  secrets: { 'client-secret': 'sf-secret' },
  hosts: {
    [SALESFORCE]: byRoute(
      {
        'POST /services/oauth2/token': (request) => {
          const client = { client_id: '3MVG9.your-client-id', client_secret: 'sf-secret' };
          deepEqual(formOf(request), { grant_type: 'client_credentials', ...client });
          return { body: { access_token: '00D!sf', instance_url: `https://${SALESFORCE}`, token_type: 'Bearer' } };
        },
        'GET /services/data/v60.0/query': ({ query }) => {
          if (query.q === 'SELECT Nme FROM Account') {
            const message = "No such column 'Nme' on entity 'Account'.";
            return { status: 400, body: [{ message, errorCode: 'INVALID_FIELD' }] };
          }
          const accounts = list(countOf(/'(\w+)'/.exec(String(query.q))?.[1]), ACCOUNT);
          if (accounts.length < 3) return { body: { totalSize: accounts.length, done: true, records: accounts } };
          const nextRecordsUrl = '/services/data/v60.0/query/01gD0000002HU6KIAW-2000';
          return { body: { totalSize: 3, done: false, nextRecordsUrl, records: accounts.slice(0, 2) } };
        },
        'GET /services/data/v60.0/query/01gD0000002HU6KIAW-2000': () => ({
          body: { totalSize: 3, done: true, records: [ACCOUNT(3)] },
        }),
        'PATCH /services/data/v60.0/sobjects/Account/001': ({ body }) => {
          const { Name } = JSON.parse(body);
          if (Name !== '') return { status: 204 };
          const message = 'Required fields are missing: [Name]';
          return { status: 400, body: [{ message, errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] };
        },
      },
      (request) => {
        if (request.path !== '/services/oauth2/token') hasBearer('00D!sf')(request);
      },
    ),
  },
  calls: [
    ...(['none', 'one', 'many'] as const).map((count) => ({
      tool: 'query',
      title: `${count} of the records`,
      args: { soql: `SELECT Id, Name FROM Account WHERE Name = '${count}'` },
      gives: list(countOf(count), (number) => ({ Id: `00${number}`, Name: `O'Hara ${number}` })),
    })),
    {
      tool: 'query',
      title: 'a column that does not exist',
      args: { soql: 'SELECT Nme FROM Account' },
      fails: `GET ${SALESFORCE}/services/data/v60.0/query returned 400 Bad Request: No such column 'Nme' on entity 'Account'. (INVALID_FIELD)`,
    },
    {
      tool: 'update_record',
      title: 'a change without an answer',
      args: { object: 'Account', id: '001', fields: { Name: 'Acme', Phone: null } },
      gives: `PATCH ${SALESFORCE}/services/data/v60.0/sobjects/Account/001 returned 204 without a body.`,
    },
    {
      tool: 'update_record',
      title: 'a field that is required',
      args: { object: 'Account', id: '001', fields: { Name: '' } },
      fails: `PATCH ${SALESFORCE}/services/data/v60.0/sobjects/Account/001 returned 400 Bad Request: Name: Required fields are missing: [Name] (REQUIRED_FIELD_MISSING)`,
    },
  ],
};

const ZENDESK = 'your-company.zendesk.com';

export const zendesk: Api = {
  server: 'zendesk',
  secrets: { token: 'zd-1' },
  hosts: {
    [ZENDESK]: byRoute(
      {
        'GET /api/v2/tickets': ({ search, query }) => {
          const ticket = (id: number) => ({ id, subject: `Ticket ${id}`, status: 'open', priority: null });
          const next = `https://${ZENDESK}/api/v2/tickets?page%5Bafter%5D=b2&page%5Bsize%5D=100`;
          // The last page has a link, too.
          if (query['page[after]'] === 'b2')
            return { body: { tickets: [ticket(3)], meta: { has_more: false }, links: { next } } };
          equal(search, '?page%5Bsize%5D=100');
          return { body: { tickets: [ticket(1), ticket(2)], meta: { has_more: true }, links: { next } } };
        },
        'POST /api/v2/tickets': ({ body }) => {
          const { requester, ...rest } = JSON.parse(body).ticket;
          deepEqual(rest, { subject: 'Help', comment: { body: 'It is broken.' } });
          const isKnown = requester.email === 'ada@example.com' || requester.name === 'Bob';
          if (isKnown) return { status: 201, body: { ticket: { id: 35436 } } };
          const details = {
            requester: [
              { description: 'Requester: Name: is too short (minimum one character)', error: 'InvalidValue' },
            ],
          };
          const description = 'Record validation errors';
          return { status: 422, body: { error: 'RecordInvalid', description, details } };
        },
      },
      hasBasic('you@example.com/token', 'zd-1'),
    ),
  },
  calls: [
    {
      tool: 'list_tickets',
      title: 'tickets of two pages',
      args: {},
      gives: list(3, (id) => ({ id, subject: `Ticket ${id}`, status: 'open' })),
    },
    {
      tool: 'create_ticket',
      title: 'a ticket',
      args: { subject: 'Help', comment: 'It is broken.', email: 'ada@example.com' },
      gives: { id: 35436 },
    },
    {
      tool: 'create_ticket',
      title: 'a ticket of a new requester',
      args: { subject: 'Help', comment: 'It is broken.', email: 'bob@example.com', name: 'Bob' },
      gives: { id: 35436 },
    },
    {
      tool: 'create_ticket',
      title: 'a new requester without a name',
      args: { subject: 'Help', comment: 'It is broken.', email: 'bob@example.com' },
      fails: `POST ${ZENDESK}/api/v2/tickets returned 422 Unprocessable Entity: RecordInvalid; Record validation errors; requester: InvalidValue; Requester: Name: is too short (minimum one character)`,
    },
  ],
};

const PRODUCT = (number: number) => ({
  id: `gid://shopify/Product/${number}`,
  title: `Product ${number}`,
  totalInventory: number,
});

export const shopify: Api = {
  server: 'shopify',
  secrets: { token: 'shpat_1' },
  hosts: {
    'your-shop.myshopify.com': byRoute({
      'POST /admin/api/2026-01/graphql.json': ({ headers, body }) => {
        equal(headers['x-shopify-access-token'], 'shpat_1');
        const { search, after } = JSON.parse(body).variables;
        const edges = list(countOf(search), (number) => ({ node: PRODUCT(number) }));
        const pageInfo = { hasNextPage: after === undefined && edges.length > 2, endCursor: 'p2' };
        return {
          body: { data: { products: { edges: after === 'p2' ? edges.slice(2) : edges.slice(0, 2), pageInfo } } },
        };
      },
    }),
  },
  calls: (['none', 'one', 'many'] as const).map((search) => ({
    tool: 'find_products',
    title: `${search} of the products`,
    args: { search },
    gives: list(countOf(search), PRODUCT),
  })),
};
