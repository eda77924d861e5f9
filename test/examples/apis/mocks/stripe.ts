import { deepEqual, equal, match } from 'node:assert/strict';
import { type Api, byRoute, countOf, formOf, hasBearer, hasHeader, list, type Received } from '../support/api.ts';

const CUSTOMER = (number: number) => ({
  id: `cus_${number}`,
  object: 'customer',
  name: `Name ${number}`,
  email: null,
  invoice_settings: { custom_fields: null, default_payment_method: number === 1 ? 'pm_1' : null },
});
const isIdempotent = ({ headers }: Received) => match(String(headers['idempotency-key']), /^[0-9a-f-]{36}$/);

export const stripe: Api = {
  server: 'stripe',
  secrets: { key: 'rk_live_1' },
  hosts: {
    'api.stripe.com': byRoute(
      {
        'POST /v1/checkout/sessions': (request) => {
          isIdempotent(request);
          equal(
            request.body,
            'mode=payment&success_url=https%3A%2F%2Fshop.example%2Fok&line_items%5B0%5D%5Bprice%5D=price_1' +
              '&line_items%5B0%5D%5Bquantity%5D=1&line_items%5B1%5D%5Bprice%5D=price_2%26x&line_items%5B1%5D%5Bquantity%5D=3' +
              '&metadata%5Border%20id%5D=6%2F7&expand%5B%5D=customer&expand%5B%5D=payment_intent',
          );
          return { body: { id: 'cs_1', url: 'https://checkout.stripe.com/c/pay/cs_1' } };
        },
        'GET /v1/customers': ({ query }) => {
          equal(query.limit, '100');
          const customers = list(countOf(query.email?.split('@')[0]), CUSTOMER);
          const begun = customers.findIndex(({ id }) => id === query.starting_after) + 1;
          const data = customers.slice(begun, begun + 2);
          return { body: { object: 'list', url: '/v1/customers', has_more: begun + 2 < customers.length, data } };
        },
        'POST /v1/payment_intents': (request) => {
          isIdempotent(request);
          const { amount, ...rest } = formOf(request);
          // Without a payment method, or a way to return from a page of the bank, a payment is not confirmed.
          deepEqual(rest, {
            ...{ customer: 'cus_1', payment_method: 'pm_1', currency: 'chf', confirm: 'true', off_session: 'true' },
            ...{ 'automatic_payment_methods[enabled]': 'true', 'automatic_payment_methods[allow_redirects]': 'never' },
          });
          if (amount === '500') return { body: { id: 'pi_1', status: 'succeeded' } };
          const message = 'Your card has insufficient funds.';
          const error = { code: 'card_declined', decline_code: 'insufficient_funds', message, type: 'card_error' };
          return { status: 402, body: { error } };
        },
      },
      (request) => {
        hasBearer('rk_live_1')(request);
        hasHeader('stripe-version', '2024-06-20')(request);
      },
    ),
  },
  calls: [
    {
      tool: 'create_checkout_session',
      title: 'a page for two prices',
      args: {
        items: [
          { price: 'price_1', quantity: 1 },
          { price: 'price_2&x', quantity: 3 },
        ],
        successUrl: 'https://shop.example/ok',
        metadata: { 'order id': '6/7' },
      },
      gives: { id: 'cs_1', url: 'https://checkout.stripe.com/c/pay/cs_1' },
    },
    ...(['none', 'one', 'many'] as const).map((count) => ({
      tool: 'list_customers',
      title: `${count} of the customers`,
      args: { email: `${count}@example.com` },
      gives: list(countOf(count), (number) => ({
        ...{ id: `cus_${number}`, name: `Name ${number}`, email: null },
        paymentMethod: number === 1 ? 'pm_1' : null,
      })),
    })),
    {
      tool: 'charge_customer',
      title: 'a payment',
      args: { customer: 'cus_1', paymentMethod: 'pm_1', amount: 500, currency: 'chf' },
      gives: { id: 'pi_1', status: 'succeeded' },
    },
    {
      tool: 'charge_customer',
      title: 'a card that is declined',
      args: { customer: 'cus_1', paymentMethod: 'pm_1', amount: 501, currency: 'chf' },
      fails:
        'POST api.stripe.com/v1/payment_intents returned 402 Payment Required: Your card has insufficient funds. (card_declined, insufficient_funds, card_error)',
    },
  ],
};
