import { deepEqual, equal, match } from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { signatures } from '../../../lambda/targets/upstream/auth/sigv4-verifier.ts';
import { type Api, byRoute, countOf, formOf, hasBearer, list, type Received } from '../support/api.ts';

const COUNTS = ['none', 'one', 'many'] as const;
const USER = (number: number) => ({ id: `u${number}`, displayName: `O'Hara ${number}`, mail: null });

export const graph: Api = {
  server: 'microsoft-graph',
  secrets: { 'client-secret': 'ms-secret' },
  hosts: {
    'login.microsoftonline.com': byRoute({
      'POST /00000000-0000-0000-0000-000000000000/oauth2/v2.0/token': (request) => {
        deepEqual(formOf(request), {
          grant_type: 'client_credentials',
          scope: 'https://graph.microsoft.com/.default',
          client_id: '00000000-0000-0000-0000-000000000001',
          client_secret: 'ms-secret',
        });
        return { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'ms-token' } };
      },
    }),
    'graph.microsoft.com': byRoute(
      {
        'GET /v1.0/users': ({ headers, query }) => {
          equal(headers.consistencylevel, 'eventual');
          const [, name = ''] = /^startswith\(displayName,'(.*)'\)$/.exec(String(query.$filter)) ?? [];
          const users = list(countOf(name.replace("O''", '')), USER);
          const isFirst = query.$skiptoken === undefined;
          if (!isFirst) equal(query.$skiptoken, 'RFNwdAIA+AB=');
          const filter = encodeURIComponent(String(query.$filter));
          const next = `https://graph.microsoft.com/v1.0/users?$filter=${filter}&$skiptoken=RFNwdAIA%2BAB%3D`;
          const more = isFirst && users.length > 2 ? { '@odata.nextLink': next } : {};
          return { body: { '@odata.context': 'x', ...more, value: isFirst ? users.slice(0, 2) : users.slice(2) } };
        },
        'POST /v1.0/users/:from/sendMail': ({ body }, { from }) => {
          const { message } = JSON.parse(body);
          deepEqual(message, {
            subject: 'Hi',
            body: { contentType: 'Text', content: 'Hello' },
            toRecipients: list(message.toRecipients.length, (n) => ({
              emailAddress: { address: `p${n}@example.com` },
            })),
          });
          if (from === 'us%40example.com') return { status: 202 };
          const error = { code: 'ErrorInvalidUser', message: "The requested user 'x@example.com' is invalid." };
          return { status: 404, body: { error } };
        },
      },
      hasBearer('ms-token'),
    ),
  },
  calls: [
    ...COUNTS.map((count) => ({
      tool: 'list_users',
      title: `${count} of the users`,
      args: { name: `O'${count}` },
      gives: list(countOf(count), (number) => ({ id: `u${number}`, name: `O'Hara ${number}`, mail: null })),
    })),
    ...[1, 2].map((count) => ({
      tool: 'send_mail',
      title: `a message to ${count}`,
      args: { from: 'us@example.com', to: list(count, (n) => `p${n}@example.com`), subject: 'Hi', text: 'Hello' },
      gives: 'POST graph.microsoft.com/v1.0/users/us%40example.com/sendMail returned 202 without a body.',
    })),
    {
      tool: 'send_mail',
      title: 'a mailbox that does not exist',
      args: { from: 'x@example.com', to: ['p1@example.com'], subject: 'Hi', text: 'Hello' },
      fails:
        "POST graph.microsoft.com/v1.0/users/x%40example.com/sendMail returned 404 Not Found: The requested user 'x@example.com' is invalid. (ErrorInvalidUser)",
    },
  ],
};

/** Requires a signature with the credentials of a session of the role, which each server has. */
function isSigned({ method, path, search, headers, body }: Received): void {
  const [, session] = /^role-token-(\d)$/.exec(String(headers['x-amz-security-token'])) ?? [];
  const { expected, given } = signatures({ method, url: path + search, headers, body }, `role-key-${session}`);
  equal(given, expected);
}

const QUEUE = (number: number) => `https://sqs.eu-central-1.amazonaws.com/123456789012/queue-${number}`;

export const sqs: Api = {
  server: 'amazon-sqs',
  secrets: {},
  hosts: {
    'sqs.eu-central-1.amazonaws.com': byRoute(
      {
        'POST /': ({ headers, body }) => {
          equal(headers['x-amz-target'], 'AmazonSQS.ListQueues');
          const type = 'application/x-amz-json-1.0';
          equal(headers['content-type'], type);
          const { QueueNamePrefix: prefix, NextToken: token, MaxResults: most } = JSON.parse(body);
          equal(most, 1000);
          if (prefix === 'denied') {
            const message = 'User: x is not authorized to perform: sqs:listqueues';
            const body = JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDeniedException', Message: message });
            return { status: 403, headers: { 'content-type': type }, body };
          }
          const queues = list(countOf(prefix), QUEUE);
          const page = token === undefined ? queues.slice(0, 2) : queues.slice(2);
          // Without a queue, the member is missing.
          const answer = {
            ...(page.length > 0 && { QueueUrls: page }),
            ...(token === undefined && queues.length > 2 && { NextToken: 'bmV4dA==' }),
          };
          return { headers: { 'content-type': type }, body: JSON.stringify(answer) };
        },
      },
      isSigned,
    ),
  },
  calls: [
    ...COUNTS.map((prefix) => ({
      tool: 'list_queues',
      title: `${prefix} of the queues`,
      args: { prefix },
      gives: list(countOf(prefix), QUEUE),
    })),
    {
      tool: 'list_queues',
      title: 'a right that is missing',
      args: { prefix: 'denied' },
      fails:
        'AWS sqs:ListQueues returned 403 Forbidden: User: x is not authorized to perform: sqs:listqueues (AccessDeniedException). ' +
        'Retrying will not help until an operator allows `sqs:listqueues` in the policy of the role "agents" of the stage\'s `awsRoles`.',
    },
  ],
};

const XML = { 'content-type': 'application/xml' };
const OBJECT = (number: number) => `<Contents><Key>a&amp;b/${number}.txt</Key><Size>${number}</Size></Contents>`;

export const s3: Api = {
  server: 'amazon-s3',
  secrets: {},
  hosts: {
    'my-bucket.s3.eu-central-1.amazonaws.com': byRoute(
      {
        'GET /': ({ query, headers }) => {
          equal(query['list-type'], '2');
          match(String(headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
          const { prefix, 'continuation-token': token } = query;
          if (prefix === 'denied') {
            const body =
              '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
            return { status: 403, headers: XML, body };
          }
          const objects = list(countOf(prefix), OBJECT);
          const page = token === undefined ? objects.slice(0, 2) : objects.slice(2);
          const next =
            token === undefined && objects.length > 2 ? '<NextContinuationToken>1+/=</NextContinuationToken>' : '';
          if (token !== undefined) equal(token, '1+/=');
          const root = 'ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
          return { headers: XML, body: `<${root}>${next}${page.join('')}</ListBucketResult>` };
        },
      },
      isSigned,
    ),
  },
  calls: [
    ...COUNTS.map((prefix) => ({
      tool: 'list_objects',
      title: `${prefix} of the objects`,
      args: { prefix },
      gives: list(countOf(prefix), (number) => ({ key: `a&b/${number}.txt`, bytes: number })),
    })),
    {
      tool: 'list_objects',
      title: 'a right that is missing',
      args: { prefix: 'denied' },
      fails: 'GET my-bucket.s3.eu-central-1.amazonaws.com/ returned 403 Forbidden: AccessDenied; Access Denied',
    },
  ],
};

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  ...{ publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } },
});

/** Requires a token that the user's key pair signed. */
function hasKeyPair({ headers }: Received): void {
  equal(headers['x-snowflake-authorization-token-type'], 'KEYPAIR_JWT');
  const [, header = '', payload = '', signature = ''] =
    /^Bearer (.+)\.(.+)\.(.+)$/.exec(String(headers.authorization)) ?? [];
  equal(createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url'), true);
  const { iss, sub } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  deepEqual([iss, sub], ['MYORG-MYACCOUNT.AGENT.SHA256:your-public-key', 'MYORG-MYACCOUNT.AGENT']);
}

/** The first partition; there are others where the total is higher. */
const ROWS = (count: number) => ({
  resultSetMetaData: {
    numRows: TOTALS[count],
    rowType: [
      { name: 'ID', type: 'fixed' },
      { name: 'NAME', type: 'text' },
    ],
  },
  data: list(count, (number) => [String(number), number === 2 ? null : `n${number}`]),
  code: '090001',
});
const TOTALS = [0, 1, 2, 5_000];
const HANDLE = { statementHandle: 'h1', statementStatusUrl: '/api/v2/statements/h1' };

export const snowflake: Api = {
  server: 'snowflake',
  secrets: { 'private-key': privateKey },
  hosts: {
    'myorg-myaccount.snowflakecomputing.com': byRoute(
      {
        'POST /api/v2/statements': ({ body }) => {
          const { statement, bindings, ...rest } = JSON.parse(body);
          deepEqual(rest, { timeout: 110, warehouse: 'AGENTS' });
          if (statement === 'SELCT') {
            const message = "SQL compilation error: syntax error line 1 at position 0 unexpected 'SELCT'.";
            return { status: 422, body: { code: '001003', message, sqlState: '42000', statementHandle: 'h2' } };
          }
          if (statement === 'many')
            deepEqual(bindings, { 1: { type: 'TEXT', value: 'a' }, 2: { type: 'TEXT', value: 'b' } });
          if (statement !== 'slow') return { body: { ...ROWS(countOf(statement)), ...HANDLE } };
          return { status: 202, headers: { 'retry-after': '0' }, body: { code: '333334', ...HANDLE } };
        },
        'GET /api/v2/statements/h1': () => ({ body: { ...ROWS(1), ...HANDLE } }),
      },
      hasKeyPair,
    ),
  },
  calls: [
    ...(['none', 'one', 'many', 'slow'] as const).map((sql) => ({
      tool: 'run_query',
      title: sql === 'slow' ? 'a statement that takes longer' : `${sql} of the rows`,
      args: { sql, ...(sql === 'many' && { bindings: ['a', 'b'] }) },
      gives: {
        total: TOTALS[sql === 'slow' ? 1 : countOf(sql)],
        rows: list(sql === 'slow' ? 1 : countOf(sql), (number) => ({
          ID: String(number),
          NAME: number === 2 ? null : `n${number}`,
        })),
      },
    })),
    {
      tool: 'run_query',
      title: 'a statement that is wrong',
      args: { sql: 'SELCT' },
      fails:
        "POST myorg-myaccount.snowflakecomputing.com/api/v2/statements returned 422 Unprocessable Entity: SQL compilation error: syntax error line 1 at position 0 unexpected 'SELCT'.",
    },
  ],
};
