import { deepEqual, equal, match } from 'node:assert/strict';
import { type Api, byRoute, formOf, hasBasic, hasBearer, hasHeader, list } from '../support/api.ts';

const ACCOUNT = 'AC00000000000000000000000000000000';
const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;

export const twilio: Api = {
  server: 'twilio',
  secrets: { token: 'tw-token' },
  hosts: {
    'api.twilio.com': byRoute(
      {
        [`POST ${MESSAGES}`]: (request) => {
          const { To, ...rest } = formOf(request);
          deepEqual(rest, { From: '+15005550006', Body: 'Grüezi & bye + 1' });
          if (To === '+41790000000') return { status: 201, body: { sid: 'SM1', status: 'queued' } };
          const message = "Invalid 'To' Phone Number: 12";
          return {
            status: 400,
            body: { code: 21211, message, more_info: 'https://www.twilio.com/docs/errors/21211', status: 400 },
          };
        },
        [`GET ${MESSAGES}`]: ({ query }) => {
          deepEqual(
            { ...query, PageToken: '', Page: '' },
            { To: '+41790000000', PageSize: '100', PageToken: '', Page: '' },
          );
          const message = (number: number) => ({ sid: `SM${number}`, body: `Hello ${number}`, status: 'sent' });
          if (query.PageToken === 'PASM2') return { body: { messages: [message(3)], next_page_uri: null } };
          const next = `${MESSAGES}?To=%2B41790000000&PageSize=100&Page=1&PageToken=PASM2`;
          return { body: { messages: list(2, message), next_page_uri: next } };
        },
      },
      hasBasic(ACCOUNT, 'tw-token'),
    ),
  },
  calls: [
    {
      tool: 'send_sms',
      title: 'a message',
      args: { from: '+15005550006', to: '+41790000000', text: 'Grüezi & bye + 1' },
      gives: { id: 'SM1', status: 'queued' },
    },
    {
      tool: 'send_sms',
      title: 'a number that is not one',
      args: { from: '+15005550006', to: '12', text: 'Grüezi & bye + 1' },
      fails: `POST api.twilio.com${MESSAGES} returned 400 Bad Request: Invalid 'To' Phone Number: 12 (code 21211)`,
    },
    {
      tool: 'list_messages',
      title: 'messages of two pages',
      args: { to: '+41790000000' },
      gives: list(3, (number) => ({ id: `SM${number}`, text: `Hello ${number}`, status: 'sent' })),
    },
  ],
};

const MAIL = { from: 'us@example.com', subject: 'Hi', text: 'Hello' };

export const sendgrid: Api = {
  server: 'sendgrid',
  secrets: { key: 'SG.1' },
  hosts: {
    'api.sendgrid.com': byRoute(
      {
        'POST /v3/mail/send': ({ body }) => {
          const { personalizations, ...rest } = JSON.parse(body);
          const content = [{ type: 'text/plain', value: 'Hello' }];
          deepEqual(rest, { from: { email: 'us@example.com' }, subject: 'Hi', content });
          if (personalizations[0].to[0].email === 'ada@example.com')
            return { status: 202, headers: { 'x-message-id': '14c5d75ce93' } };
          const field = 'personalizations.0.to.0.email';
          return {
            status: 400,
            body: { errors: [{ message: 'Does not contain a valid address.', field, help: null }] },
          };
        },
      },
      hasBearer('SG.1'),
    ),
  },
  calls: [
    {
      tool: 'send_mail',
      title: 'a message that is accepted without an answer',
      args: { ...MAIL, to: 'ada@example.com' },
      gives: { id: '14c5d75ce93' },
    },
    {
      tool: 'send_mail',
      title: 'an address that is not one',
      args: { ...MAIL, to: 'ada' },
      fails:
        'POST api.sendgrid.com/v3/mail/send returned 400 Bad Request: personalizations.0.to.0.email: Does not contain a valid address.',
    },
  ],
};

const FILE = (number: number) => ({
  filename: `${number}.txt`,
  data: Buffer.from(`file ${number}`).toString('base64'),
});

export const mailgun: Api = {
  server: 'mailgun',
  secrets: { key: 'mg-key' },
  hosts: {
    'api.mailgun.net': byRoute(
      {
        'POST /v3/mg.example.com/messages': ({ body }) => {
          const names = [
            ...body.matchAll(/name="(\w+)"(?:; filename="(.+?)")?\r\n(?:Content-Type: .+\r\n)?\r\n(.*)\r\n/g),
          ];
          const fields = names.map(([, ...field]) => field);
          const count = fields.filter(([name]) => name === 'attachment').length;
          deepEqual(fields, [
            ...[
              ['from', undefined, 'us@example.com'],
              ['to', undefined, 'ada@example.com'],
              ['to', undefined, 'bob@example.com'],
              ['subject', undefined, 'Hi'],
              ['text', undefined, 'Hello'],
            ],
            ...list(count, (number) => ['attachment', `${number}.txt`, `file ${number}`]),
          ]);
          return { body: { id: `<${count}@mg.example.com>`, message: 'Queued. Thank you.' } };
        },
      },
      hasBasic('api', 'mg-key'),
    ),
  },
  calls: [undefined, 0, 1, 3].map((count) => ({
    tool: 'send_mail',
    title: count === undefined ? 'no list of files' : `${count} files`,
    args: {
      ...MAIL,
      to: ['ada@example.com', 'bob@example.com'],
      ...(count !== undefined && { files: list(count, FILE) }),
    },
    gives: { id: `<${count ?? 0}@mg.example.com>` },
  })),
};

export const telegram: Api = {
  server: 'telegram',
  secrets: { token: '123456:ABC-def' },
  hosts: {
    'api.telegram.org': byRoute({
      'POST /bot:token/sendMessage': ({ body }, { token }) => {
        equal(token, '123456%3AABC-def');
        const { chat_id: chat, text } = JSON.parse(body);
        equal(text, 'Hello');
        if (chat === '@news') return { body: { ok: true, result: { message_id: 7, chat: { id: -100 } } } };
        return { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' } };
      },
    }),
  },
  calls: [
    { tool: 'send_message', title: 'a message', args: { chat: '@news', text: 'Hello' }, gives: { id: 7 } },
    {
      tool: 'send_message',
      title: 'a chat that does not exist, and no token in the error',
      args: { chat: '@old', text: 'Hello' },
      fails: 'POST api.telegram.org/bot{token}/sendMessage returned 400 Bad Request: Bad Request: chat not found',
    },
  ],
};

const POST = (number: number) => ({
  id: `99${number}`,
  content: `Post ${number}`,
  author: { id: '1', username: 'ada' },
});

export const discord: Api = {
  server: 'discord',
  secrets: { token: 'MTk4.x' },
  hosts: {
    'discord.com': byRoute(
      {
        'GET /api/v10/channels/:channel/messages': ({ query }, { channel }) => {
          equal(query.limit, '100');
          if (channel === 'busy') {
            return {
              status: 429,
              headers: { 'retry-after': '3600' },
              body: { message: 'You are being rate limited.', retry_after: 3600 },
            };
          }
          const posts = list(Number(channel), POST);
          const begun = posts.findIndex(({ id }) => id === query.before) + 1;
          return { body: posts.slice(begun, begun + 100) };
        },
      },
      (request) => {
        hasHeader('authorization', 'Bot MTk4.x')(request);
        match(String(request.headers['user-agent']), /^DiscordBot \(https:.+, [\d.]+\)$/);
      },
    ),
  },
  calls: [
    {
      tool: 'list_messages',
      title: 'a rate that is exceeded, and when to come back',
      args: { channel: 'busy' },
      fails:
        'GET discord.com/api/v10/channels/busy/messages returned 429 Too Many Requests: You are being rate limited. Try again in 3600 s.',
    },
    ...[0, 1, 100, 101].map((count) => ({
      tool: 'list_messages',
      title: `${count} messages`,
      args: { channel: String(count) },
      gives: list(count, (number) => ({ id: `99${number}`, author: 'ada', text: `Post ${number}` })),
    })),
  ],
};

export const zoom: Api = {
  server: 'zoom',
  secrets: { 'client-secret': 'zoom-secret' },
  hosts: {
    'zoom.us': byRoute(
      {
        'POST /oauth/token': (request) => {
          deepEqual(formOf(request), { grant_type: 'account_credentials', account_id: 'your-account-id' });
          return { body: { access_token: 'zoom-token', token_type: 'bearer', expires_in: 3600 } };
        },
      },
      hasBasic('your-client-id', 'zoom-secret'),
    ),
    'api.zoom.us': byRoute(
      {
        'POST /v2/users/:user/meetings': ({ body }, { user }) => {
          deepEqual(JSON.parse(body), { topic: 'Plan', type: 2, start_time: '2026-12-01T09:00:00Z', duration: 30 });
          match(String(user), /^(?:ada|bob)%40example.com$/);
          if (user !== 'ada%40example.com')
            return { status: 404, body: { code: 1001, message: 'User does not exist: bob@example.com.' } };
          return { status: 201, body: { id: 92674392836, join_url: 'https://example.zoom.us/j/92674392836' } };
        },
      },
      hasBearer('zoom-token'),
    ),
  },
  calls: [
    {
      tool: 'create_meeting',
      title: 'a meeting',
      args: { user: 'ada@example.com', topic: 'Plan', start: '2026-12-01T09:00:00Z' },
      gives: { id: 92674392836, join: 'https://example.zoom.us/j/92674392836' },
    },
    {
      tool: 'create_meeting',
      title: 'a user who does not exist',
      args: { user: 'bob@example.com', topic: 'Plan', start: '2026-12-01T09:00:00Z' },
      fails:
        'POST api.zoom.us/v2/users/bob%40example.com/meetings returned 404 Not Found: User does not exist: bob@example.com. (code 1001)',
    },
  ],
};
