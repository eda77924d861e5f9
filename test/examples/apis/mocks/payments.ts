import { deepEqual, equal, match } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Api, byRoute, countOf, formOf, hasBasic, hasBearer, list, type Received } from '../support/api.ts';

export const paypal: Api = {
  server: 'paypal',
  secrets: { 'client-secret': 'pp-secret' },
  hosts: {
    'api-m.paypal.com': byRoute({
      'POST /v1/oauth2/token': (request) => {
        hasBasic('your-client-id', 'pp-secret')(request);
        deepEqual(formOf(request), { grant_type: 'client_credentials' });
        return {
          body: { scope: 'x', access_token: 'A21AAF', token_type: 'Bearer', app_id: 'APP-1', expires_in: 31668 },
        };
      },
      'POST /v2/checkout/orders': (request) => {
        hasBearer('A21AAF')(request);
        match(String(request.headers['paypal-request-id']), /^[0-9a-f-]{36}$/);
        const [unit] = JSON.parse(request.body).purchase_units;
        if (unit.amount.value === '19.90') {
          const links = [
            { href: 'https://api-m.paypal.com/v2/checkout/orders/5O1', rel: 'self', method: 'GET' },
            { href: 'https://www.paypal.com/checkoutnow?token=5O1', rel: 'approve', method: 'GET' },
          ];
          return { status: 201, body: { id: '5O1', status: 'CREATED', links } };
        }
        const details = [
          {
            field: '/purchase_units/0/amount/value',
            value: 'x',
            issue: 'INVALID_PARAMETER_SYNTAX',
            description: 'Must be a number.',
          },
        ];
        const message = 'Request is not well-formed, syntactically incorrect, or violates schema.';
        return { status: 400, body: { name: 'INVALID_REQUEST', message, debug_id: 'b1', details } };
      },
    }),
  },
  calls: [
    {
      tool: 'create_order',
      title: 'an order',
      args: { currency: 'CHF', amount: '19.90' },
      gives: { id: '5O1', approve: 'https://www.paypal.com/checkoutnow?token=5O1' },
    },
    {
      tool: 'create_order',
      title: 'an amount that is not a number',
      args: { currency: 'CHF', amount: 'x' },
      fails:
        'POST api-m.paypal.com/v2/checkout/orders returned 400 Bad Request: Request is not well-formed, syntactically incorrect, or violates schema. /purchase_units/0/amount/value: Must be a number.',
    },
  ],
};

const TRANSACTION = (number: number) => ({
  transaction_id: `t${number}`,
  date: '2026-01-01',
  name: 'Shop',
  amount: 12.5,
});

export const plaid: Api = {
  server: 'plaid',
  secrets: { keys: JSON.stringify({ client_id: 'c-1', secret: 's-4711' }), 'access-token': 'access-production-1' },
  hosts: {
    'production.plaid.com': byRoute({
      'POST /transactions/sync': ({ body }) => {
        const { cursor, ...rest } = JSON.parse(body);
        deepEqual(rest, { count: 500, client_id: 'c-1', secret: 's-4711', access_token: 'access-production-1' });
        const isFirst = cursor === undefined;
        if (!isFirst) equal(cursor, 'cur"1');
        const added = isFirst ? list(2, TRANSACTION) : [TRANSACTION(3)];
        // The last page has a cursor, too: of the next synchronisation.
        return {
          body: { added, modified: [], removed: [], has_more: isFirst, next_cursor: isFirst ? 'cur"1' : 'cur2' },
        };
      },
    }),
  },
  calls: [
    {
      tool: 'list_transactions',
      title: 'transactions of two pages',
      args: {},
      gives: list(3, () => ({ date: '2026-01-01', name: 'Shop', amount: 12.5 })),
    },
  ],
};

/** Requires the signature that the API computes itself. */
function isSigned({ method, path, headers, body }: Received): void {
  equal(headers['x-cb-access-key'], 'ak');
  equal(headers['x-cb-access-passphrase'], 'pass-1');
  const timestamp = String(headers['x-cb-access-timestamp']);
  equal(Math.abs(Number(timestamp) - Date.now() / 1000) < 30, true);
  const expected = createHmac('sha256', 'sign-key')
    .update(timestamp + method + path + body)
    .digest('base64');
  equal(headers['x-cb-access-signature'], expected);
}

export const coinbase: Api = {
  server: 'coinbase-prime',
  secrets: { keys: JSON.stringify({ access: 'ak', passphrase: 'pass-1', signing: 'sign-key' }) },
  hosts: {
    'api.prime.coinbase.com': byRoute(
      {
        'GET /v1/portfolios/:portfolio/balances': (_, { portfolio }) => {
          if (portfolio === 'bad')
            return { status: 403, body: { message: 'You do not have access to this portfolio.' } };
          const balances = list(countOf(portfolio), (number) => ({ symbol: `c${number}`, amount: '0.1', holds: '0' }));
          return { body: { balances, type: 'TOTAL_BALANCES' } };
        },
      },
      isSigned,
    ),
  },
  calls: [
    ...(['none', 'one', 'many'] as const).map((portfolio) => ({
      tool: 'list_balances',
      title: `${portfolio} of the balances`,
      args: { portfolio },
      gives: list(countOf(portfolio), (number) => ({ symbol: `c${number}`, amount: '0.1' })),
    })),
    {
      tool: 'list_balances',
      title: 'a portfolio of others',
      args: { portfolio: 'bad' },
      fails:
        'GET api.prime.coinbase.com/v1/portfolios/bad/balances returned 403 Forbidden: You do not have access to this portfolio.',
    },
  ],
};
