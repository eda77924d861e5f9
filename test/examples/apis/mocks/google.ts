import { deepEqual, equal } from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { type Api, byRoute, countOf, formOf, hasBearer, list, type Received } from '../support/api.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  ...{ publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } },
});
const EMAIL = 'agent@my-project.iam.gserviceaccount.com';
const ACCOUNT = JSON.stringify({
  type: 'service_account',
  private_key_id: 'k1',
  private_key: privateKey,
  client_email: EMAIL,
});

/** Checks the assertion of a service account, and returns the token for its scope. RFC 7523 */
function giveToken(request: Received) {
  const { grant_type: grant, assertion = '' } = formOf(request);
  equal(grant, 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url');
  equal(isSigned, true);
  deepEqual(decoded(header), { alg: 'RS256', typ: 'JWT', kid: 'k1' });
  const { iat, exp, jti, scope, sub, ...rest } = decoded(payload);
  equal(exp - iat <= 3600, true);
  equal(typeof jti, 'string');
  deepEqual(rest, { iss: EMAIL, aud: 'https://oauth2.googleapis.com/token' });
  return { body: { access_token: `ya29.${scope.split('/').at(-1)}.${sub}`, token_type: 'Bearer', expires_in: 3599 } };
}

const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

const LOGIN = byRoute({ 'POST /token': giveToken });

export const calendar: Api = {
  server: 'google-calendar',
  secrets: { 'service-account': ACCOUNT },
  hosts: {
    'oauth2.googleapis.com': LOGIN,
    'www.googleapis.com': byRoute({
      'POST /calendar/v3/calendars/primary/events': createEvent,
      'GET /drive/v3/files': findFiles,
      'POST /upload/drive/v3/files': uploadFile,
    }),
  },
  calls: [
    ...[0, 1, 2].map((count) => ({
      tool: 'create_event',
      title: `${count} people`,
      args: {
        ...{ summary: 'Plan', start: '2026-12-01T09:00:00+01:00', end: '2026-12-01T10:00:00+01:00' },
        ...(count > 0 && { attendees: list(count, (number) => `p${number}@example.com`) }),
      },
      gives: { id: `e${count}`, url: `https://www.google.com/calendar/event?eid=e${count}` },
    })),
    {
      tool: 'create_event',
      title: 'a time that is missing',
      args: { summary: 'Plan', start: '2026-12-01T09:00:00+01:00', end: '' },
      fails: 'POST www.googleapis.com/calendar/v3/calendars/primary/events returned 400 Bad Request: Missing end time.',
    },
  ],
};

function createEvent(request: Received) {
  hasBearer('ya29.calendar.events.you@example.com')(request);
  equal(request.search, '?sendUpdates=all');
  const { attendees, end, ...rest } = JSON.parse(request.body);
  deepEqual(rest, { summary: 'Plan', start: { dateTime: '2026-12-01T09:00:00+01:00' } });
  if (end.dateTime === '') {
    const errors = [{ domain: 'global', reason: 'required', message: 'Missing end time.' }];
    return { status: 400, body: { error: { errors, code: 400, message: 'Missing end time.' } } };
  }
  const people = list(attendees.length, (number) => ({ email: `p${number}@example.com` }));
  deepEqual(attendees, people);
  const id = `e${attendees.length}`;
  return { body: { id, htmlLink: `https://www.google.com/calendar/event?eid=${id}` } };
}

const FILE = (number: number) => ({ id: `f${number}`, name: `File ${number}`, mimeType: 'text/plain' });

export const drive: Api = {
  server: 'google-drive',
  secrets: { 'service-account': ACCOUNT },
  // The calendar's host serves the files, too.
  hosts: {},
  calls: [
    ...(['none', 'one', 'many'] as const).map((count) => ({
      tool: 'find_files',
      title: `${count} of the files`,
      args: { query: `name contains '${count}'` },
      gives: list(countOf(count), FILE),
    })),
    {
      tool: 'upload_file',
      title: 'a file',
      args: { folder: 'd1', name: 'é "1".txt', data: 'aGVsbG8=', mimeType: 'text/plain' },
      gives: { id: 'f9' },
    },
  ],
};

function findFiles(request: Received) {
  hasBearer('ya29.drive.undefined')(request);
  const { q, fields, pageToken } = request.query;
  equal(fields, 'nextPageToken,files(id,name,mimeType)');
  // Without both, there are no files of shared drives.
  deepEqual([request.query.supportsAllDrives, request.query.includeItemsFromAllDrives], ['true', 'true']);
  const files = list(countOf(/'(\w+)'/.exec(String(q))?.[1]), FILE);
  if (pageToken === '~!!~AI9=') return { body: { files: files.slice(2) } };
  return { body: { files: files.slice(0, 2), ...(files.length > 2 && { nextPageToken: '~!!~AI9=' }) } };
}

function uploadFile(request: Received) {
  hasBearer('ya29.drive.undefined')(request);
  // A service account cannot own a file: the folder is one of a shared drive.
  equal(request.search, '?uploadType=multipart&supportsAllDrives=true');
  const [, metadata = '', file = ''] = request.body.split(/--spillway-[0-9a-f]+(?:--)?\r\n/);
  const [type, json] = metadata.split('\r\n\r\n');
  equal(type, 'Content-Disposition: form-data; name="metadata"\r\nContent-Type: application/json; charset=utf-8');
  deepEqual(JSON.parse(json ?? ''), { name: 'é "1".txt', parents: ['d1'] });
  equal(file.endsWith('\r\nContent-Type: text/plain\r\n\r\nhello\r\n'), true);
  return { body: { kind: 'drive#file', id: 'f9', name: 'x', mimeType: 'text/plain' } };
}

const JOB = { projectId: 'my-project', jobId: 'job_1', location: 'EU' };
const ANSWER = (count: number) => ({
  jobReference: JOB,
  jobComplete: true,
  totalRows: String(count),
  ...(count > 0 && {
    schema: {
      fields: [
        { name: 'name', type: 'STRING' },
        { name: 'visits', type: 'INTEGER' },
      ],
    },
    rows: list(count, (number) => ({ f: [{ v: `n${number}` }, { v: String(number) }] })),
  }),
});

export const bigquery: Api = {
  server: 'bigquery',
  secrets: { 'service-account': ACCOUNT },
  hosts: {
    'bigquery.googleapis.com': byRoute(
      {
        'POST /bigquery/v2/projects/my-project/queries': ({ body }) => {
          const { query, ...rest } = JSON.parse(body);
          deepEqual(rest, { useLegacySql: false, maxResults: 1000, timeoutMs: 10000 });
          if (query === 'SELCT') {
            const message = 'Syntax error: Unexpected identifier "SELCT" at [1:1]';
            const errors = [{ message, domain: 'global', reason: 'invalidQuery', location: 'q' }];
            return { status: 400, body: { error: { code: 400, message, errors, status: 'INVALID_ARGUMENT' } } };
          }
          if (query === 'slow')
            return { headers: { 'retry-after': '0' }, body: { jobReference: JOB, jobComplete: false } };
          return { body: ANSWER(countOf(query)) };
        },
        'GET /bigquery/v2/projects/my-project/queries/job_1': ({ search }) => {
          equal(search, '?maxResults=1000&location=EU');
          return { body: ANSWER(1) };
        },
      },
      hasBearer('ya29.bigquery.undefined'),
    ),
  },
  calls: [
    ...(['none', 'one', 'many', 'slow'] as const).map((sql) => ({
      tool: 'run_query',
      title: sql === 'slow' ? 'a job that takes longer' : `${sql} of the rows`,
      args: { sql },
      gives: list(sql === 'slow' ? 1 : countOf(sql), (number) => ({ name: `n${number}`, visits: String(number) })),
    })),
    {
      tool: 'run_query',
      title: 'a query that is wrong',
      args: { sql: 'SELCT' },
      fails:
        'POST bigquery.googleapis.com/bigquery/v2/projects/my-project/queries returned 400 Bad Request: Syntax error: Unexpected identifier "SELCT" at [1:1] (INVALID_ARGUMENT)',
    },
  ],
};
