/** The public APIs that `examples/apis` uses, each with calls of its tools. */
import type { Api } from '../support/api.ts';
import { confluence, jira } from './atlassian.ts';
import { graph, s3, snowflake, sqs } from './clouds.ts';
import { hubspot, salesforce, shopify, zendesk } from './customers.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { bigquery, calendar, drive } from './google.ts';
import { discord, mailgun, sendgrid, telegram, twilio, zoom } from './messages.ts';
import { anthropic, openai } from './models.ts';
import {
  algolia,
  cloudflare,
  datadog,
  elasticsearch,
  kubernetes,
  okta,
  pagerduty,
  prometheus,
  sentry,
} from './operations.ts';
import { coinbase, paypal, plaid } from './payments.ts';
import { slack } from './slack.ts';
import { stripe } from './stripe.ts';
import { airtable, linear, notion, trello } from './work.ts';

export const apis: readonly Api[] = [
  ...[github, gitlab, stripe, slack, jira, confluence, notion, linear, airtable, trello],
  ...[hubspot, salesforce, zendesk, shopify],
  ...[pagerduty, datadog, sentry, prometheus, elasticsearch, algolia, cloudflare, okta, kubernetes],
  ...[openai, anthropic, twilio, sendgrid, mailgun, telegram, discord, zoom],
  ...[calendar, drive, bigquery, graph, sqs, s3, snowflake, paypal, plaid, coinbase],
];
