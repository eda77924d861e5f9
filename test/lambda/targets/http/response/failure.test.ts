import type { JsonObject } from '../../../../../lambda/json.ts';
import { answering } from '../upstream.ts';
import { jsonAnswer, outcomeOf } from './support.ts';

/** What follows the status in the message of a failed call. */
async function messageOf(...call: Parameters<typeof outcomeOf>): Promise<string> {
  const { text = '', isError } = await outcomeOf(...call);
  expect(isError).toBe(true);
  expect(text).not.toContain('hunter2');
  return text.replace(/^GET \S+\/things returned \d+ [A-Za-z ]+(?:: |\. ?)/, '');
}

describe('what is wrong with a request reaches the agent, as', () => {
  test.each<[string, unknown, string]>([
    [
      'GitHub',
      {
        message: 'Validation Failed',
        errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }],
        documentation_url: 'https://docs.github.com',
      },
      'Validation Failed; resource Issue, field title, code missing_field',
    ],
    [
      'PagerDuty',
      {
        error: {
          message: 'Invalid Input Provided',
          code: 2001,
          errors: ['Title cannot be empty.', 'Service cannot be empty.'],
        },
      },
      'Invalid Input Provided (code 2001); Title cannot be empty. Service cannot be empty.',
    ],
    [
      'Zendesk',
      {
        error: 'RecordInvalid',
        description: 'Record validation errors',
        details: { base: [{ description: 'Requester: Email x is not valid', error: 'InvalidValue' }] },
      },
      'RecordInvalid; Record validation errors; base: InvalidValue; Requester: Email x is not valid',
    ],
    [
      'Zendesk, of a member whose name begins like that of the request',
      { error: 'RecordInvalid', request_id: 'r 1', details: { requester: [{ description: 'is not valid' }] } },
      'RecordInvalid; requester: is not valid',
    ],
    [
      'Spring',
      {
        ...{
          timestamp: '2026-01-01',
          status: 400,
          error: 'Bad Request',
          message: 'Validation failed',
          path: '/things',
        },
        errors: [{ field: 'age', rejectedValue: -1, defaultMessage: 'must be positive' }],
      },
      'Validation failed; Bad Request; age: must be positive',
    ],
    [
      'older APIs of Google, which say it twice',
      {
        error: {
          errors: [{ domain: 'global', reason: 'required', message: 'Missing end time.' }],
          code: 400,
          message: 'Missing end time.',
        },
      },
      'Missing end time.',
    ],
    [
      'problem details',
      {
        type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
        title: 'One or more validation errors occurred.',
        status: 400,
        errors: { Name: ['The Name field is required.'], Age: ['Must be > 0'] },
        traceId: '00-x',
      },
      'One or more validation errors occurred. Name: The Name field is required. Age: Must be > 0',
    ],
    [
      'problem details of RFC 7807',
      { title: 'Invalid', 'invalid-params': [{ name: 'age', reason: 'must be a positive integer' }] },
      'Invalid; age: must be a positive integer',
    ],
    [
      'Django REST framework',
      {
        email: ['Enter a valid email address.'],
        items: [{}, { qty: ['Not a number.'] }],
        non_field_errors: ['Too many.'],
      },
      'email: Enter a valid email address. items.qty: Not a number. Too many.',
    ],
    [
      'Laravel',
      { message: 'The given data was invalid.', errors: { email: ['The email has already been taken.'] } },
      'The given data was invalid. email: The email has already been taken.',
    ],
    [
      'Google',
      {
        error: {
          code: 400,
          message: 'Request contains an invalid argument.',
          status: 'INVALID_ARGUMENT',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: [{ field: 'event.start', description: 'Missing end time.' }],
            },
          ],
        },
      },
      'Request contains an invalid argument. (INVALID_ARGUMENT); event.start: Missing end time.',
    ],
    [
      'Stripe',
      {
        error: {
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          message: 'Your card has insufficient funds.',
          param: 'source',
          type: 'card_error',
        },
      },
      'source: Your card has insufficient funds. (card_declined, insufficient_funds, card_error)',
    ],
    [
      'Jira',
      { errorMessages: [], errors: { summary: 'Field summary is required' } },
      'summary: Field summary is required',
    ],
    [
      'Salesforce',
      [{ message: 'Required fields are missing: [Name]', errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }],
      'Name: Required fields are missing: [Name] (REQUIRED_FIELD_MISSING)',
    ],
    [
      'AWS',
      { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', Message: 'Requested resource not found' },
      'Requested resource not found (ResourceNotFoundException)',
    ],
    [
      'AWS without words',
      { __type: 'com.amazon.coral.service#UnknownOperationException' },
      'UnknownOperationException',
    ],
    [
      'GraphQL',
      {
        errors: [
          {
            message: "Field 'nope' doesn't exist",
            path: ['query', 'nope'],
            locations: [{ line: 1, column: 3 }],
            extensions: { code: 'undefinedField' },
          },
        ],
      },
      "query.nope: Field 'nope' doesn't exist; code undefinedField",
    ],
    [
      'FastAPI',
      { detail: [{ loc: ['body', 'items', 0, 'name'], msg: 'Field required', type: 'missing' }] },
      'body.items.0.name: Field required (missing)',
    ],
    [
      'JSON:API',
      {
        errors: [
          {
            status: '422',
            source: { pointer: '/data/attributes/name' },
            title: 'Invalid Attribute',
            detail: 'Name is too short.',
          },
        ],
      },
      '/data/attributes/name: Invalid Attribute; Name is too short.',
    ],
    [
      'Kubernetes',
      {
        kind: 'Status',
        metadata: {},
        status: 'Failure',
        message: 'Deployment is invalid',
        reason: 'Invalid',
        details: {
          name: 'web',
          causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' }],
        },
        code: 422,
      },
      'Deployment is invalid (Invalid, code 422); name web; spec.containers: Required value (FieldValueRequired)',
    ],
    [
      'Elasticsearch',
      {
        error: {
          root_cause: [{ type: 'parsing_exception', reason: 'unknown query [macth]' }],
          type: 'parsing_exception',
          reason: 'unknown query [macth]',
        },
        status: 400,
      },
      'unknown query [macth] (parsing_exception)',
    ],
    [
      'OData 2',
      { error: { code: 'SY/530', message: { lang: 'en', value: 'Property Foo is unknown' } } },
      'Property Foo is unknown',
    ],
    [
      'QuickBooks',
      {
        Fault: {
          Error: [{ Message: 'Duplicate Name', Detail: 'The name is taken', code: '6240', element: 'DisplayName' }],
          type: 'ValidationFault',
        },
      },
      'type ValidationFault; DisplayName: Duplicate Name; The name is taken (code 6240)',
    ],
    [
      'Meta',
      { error: { message: 'Unsupported request', code: 100, error_user_msg: 'The object was deleted' } },
      'Unsupported request; The object was deleted (code 100)',
    ],
    [
      'Rails, of fields called like members of errors',
      { errors: { name: ["can't be blank", 'is too short'], title: ['is taken'], base: ['Limit reached'] } },
      "name: can't be blank; name: is too short; title: is taken; base: Limit reached",
    ],
    [
      'a text for each field',
      { message: 'Invalid', errors: { title: "can't be blank", body: 'is too short' } },
      "Invalid; title: can't be blank; body: is too short",
    ],
    ['Firestore', [{ error: { code: 400, message: 'no matching index', status: 'X' } }], 'no matching index (X)'],
    ['a list of texts', { errors: ['Not a valid start time'] }, 'Not a valid start time'],
    ['JSON without words', { ok: false, n: 3 }, '{"ok":false,"n":3}'],
    ['an empty object', {}, ''],
    ['a list in itself', [[[[[[[['deep']]]]]]]], '[[[[[[[["deep"]]]]]]]]'],
  ])('%s reports it', async (_, body, expected) => {
    expect(await messageOf(jsonAnswer(body, 400))).toBe(expected);
  });

  test.each<[string, string, string]>([
    [
      'S3',
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access &lt;Denied&gt;</Message><HostId>x</HostId></Error>',
      'AccessDenied; Access <Denied>',
    ],
    [
      'SOAP',
      '<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Bad id</faultstring></s:Fault></s:Body></s:Envelope>',
      's:Client; Bad id',
    ],
    [
      'a page',
      '<!DOCTYPE html><html><head><style>p < a {}</style><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><script>x</script><p>nginx &amp; co',
      '502 Bad Gateway nginx & co',
    ],
    ['a page that shows nothing', '<html><script>a</script>', '<html><script>a</script>'],
  ])('%s reports it in markup', async (_, body, expected) => {
    expect(await messageOf(answering(500, 'text/xml', body))).toBe(expected);
  });

  test('in its charset', async () => {
    const latin1 = answering(400, 'text/plain; charset=iso-8859-1', Buffer.from('Größe fehlt', 'latin1'));

    expect(await messageOf(latin1)).toBe('Größe fehlt');
  });

  test('hidden characters removed, and cut to 2 KB', async () => {
    const many = { errors: Array.from({ length: 500 }, (_, n) => `problem \u202E\u0007${n}`) };

    const text = await messageOf(jsonAnswer(many, 400));

    expect(text).toMatch(/^problem {1,2}0; problem {1,2}1; /);
    expect(Buffer.byteLength(text)).toBeLessThan(2_060);
    expect(await messageOf(jsonAnswer({ message: 'x'.repeat(10_000) }, 400))).toMatch(/^x{2048}…$/);
  });
});

describe('when to come back reaches the agent', () => {
  const DATE = 'Fri, 27 Nov 2026 12:00:00 GMT';

  test.each<[number, Record<string, string>, string]>([
    [429, { 'retry-after': '60' }, 'slow down. Try again in 60 s.'],
    [429, { 'retry-after': '60', 'x-ratelimit-reset': '1790000000' }, 'slow down. Try again in 60 s.'],
    [400, { 'retry-after': '2' }, 'slow down. Try again in 2 s.'],
    [
      429,
      { 'retry-after': 'Fri, 27 Nov 2026 12:05:00 GMT' },
      'slow down. Try again in 300 s, at 2026-11-27T12:05:00Z.',
    ],
    [429, { 'x-ratelimit-reset': '1795780830' }, 'slow down. Try again in 30 s, at 2026-11-27T12:00:30Z.'],
    [429, { 'x-rate-limit-reset': '1795780830000' }, 'slow down. Try again in 30 s, at 2026-11-27T12:00:30Z.'],
    [429, { 'ratelimit-reset': '12' }, 'slow down. Try again in 12 s.'],
    [429, { 'x-ratelimit-reset-after': '0.5' }, 'slow down. Try again in 1 s.'],
    [429, { ratelimit: '"default";r=0;t=30' }, 'slow down. Try again in 30 s.'],
    [429, { 'x-ratelimit-reset-requests': '1m6s' }, 'slow down. Try again in 66 s.'],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, 'slow down. Try again in 9 s.'],
    [403, { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '9' }, 'slow down'],
    [429, { 'retry-after-ms': '1500' }, 'slow down. Try again in 2 s.'],
    [429, { 'x-ms-retry-after-ms': '900' }, 'slow down. Try again in 1 s.'],
    [429, { ratelimit: 'limit=100, remaining=0, reset=50' }, 'slow down. Try again in 50 s.'],
    [429, { 'retry-after': 'Fri, 27 Nov 2026 11:00:00 GMT' }, 'slow down'],
    [429, { 'retry-after': 'soon' }, 'slow down'],
    [429, { 'retry-after': '99999999999999999999' }, 'slow down'],
    [429, { 'retry-after': '999999999' }, 'slow down'],
    [429, { 'retry-after': `${'9'.repeat(5_000)}h` }, 'slow down'],
  ])('with status %i and headers %j', async (status, headers, expected) => {
    const answer = jsonAnswer({ message: 'slow down' }, status, { date: DATE, ...headers });

    expect(await messageOf(answer, { retries: 0 })).toBe(expected);
  });
});

describe('the missing scope reaches the agent', () => {
  test.each<[number, Record<string, string>, string]>([
    [
      401,
      { 'www-authenticate': 'Bearer error="insufficient_scope", scope="read:org"' },
      'The credential of the tool lacks a scope; the request needs: read:org.',
    ],
    [
      403,
      { 'www-authenticate': 'Bearer realm="x", error=insufficient_scope' },
      'The credential of the tool lacks a scope.',
    ],
    [
      401,
      { 'www-authenticate': 'Bearer error="invalid_token", error_description="The token expired."' },
      "The upstream's challenge: The token expired.",
    ],
    [
      403,
      { 'x-accepted-oauth-scopes': 'repo, admin:org', 'x-oauth-scopes': 'gist' },
      'The credential of the tool lacks a scope; the request needs one of: repo, admin:org.',
    ],
    [403, { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'gist, repo' }, ''],
    [401, { 'www-authenticate': 'Basic realm="x"' }, ''],
  ])('with status %i and headers %j', async (status, headers, expected) => {
    expect(await messageOf(jsonAnswer({}, status, headers))).toBe(expected);
  });
});

describe('the number of a problem is in the message', () => {
  test.each<[string, unknown, number, string]>([
    [
      'of Twilio',
      { code: 20003, message: 'Authenticate', more_info: 'https://www.twilio.com/docs/errors/20003', status: 401 },
      401,
      'Authenticate (code 20003)',
    ],
    ['of Discord', { message: 'Missing Access', code: 50001 }, 403, 'Missing Access (code 50001)'],
    [
      'of Facebook, with its subcode',
      { error: { message: 'Expired', type: 'OAuthException', code: 190, error_subcode: 463, fbtrace_id: 'x' } },
      400,
      'Expired (OAuthException, code 190, subcode 463)',
    ],
    ['as text', { errorCode: '4711', message: 'Refused' }, 400, 'Refused (code 4711)'],
    ['without a sentence', { code: 20003, status: 401 }, 401, '{"code":20003,"status":401}'],
    ['that is another status', { error: { code: 404, message: 'Gone' } }, 400, 'Gone (code 404)'],
    ['but for the status itself', { code: 400, message: 'Bad' }, 400, 'Bad'],
    ['but for 0', { code: 0, message: 'Bad' }, 400, 'Bad'],
  ])('%s', async (_, body, status, expected) => {
    expect(await messageOf(jsonAnswer(body, status))).toBe(expected);
  });
});

describe('`error` sees the whole body', () => {
  const long = { padding: 'x'.repeat(40_000), why: 'no seat' };

  test.each<[string, JsonObject]>([
    ['a response as a whole', {}],
    ['pages', { pagination: 'link' }],
    ['a stream', { stream: 'ndjson' }],
  ])('of %s, beyond what the message may quote', async (_, target) => {
    const error = '{% $response.body.why %}';
    expect(await messageOf(jsonAnswer(long, 400), { ...target, error })).toBe('no seat');
  });

  test('up to the limit of answers', async () => {
    const error = '{% $type($response.body) & " of " & $length($response.body) %}';

    const longer = { ...long, padding: 'x'.repeat(1_000_000) };
    const text = await messageOf(jsonAnswer(longer, 400), { error }, { answerBytes: 20_000 });

    expect(text).toMatch(/^string of \d{5,6}$/);
  });

  test('and the message stays short', async () => {
    const error = '{% $response.body.padding %}';
    expect((await messageOf(jsonAnswer(long, 400), { error })).length).toBeLessThan(2_100);
  });

  test.each<[string, string, string]>([
    ['as data where `answer` is xml', '<Error><Reason lang="en">No <b>seat</b></Reason></Error>', 'seat, en'],
    ['as text where it is no XML', 'try later', 'try later'],
  ])('%s', async (_, body, expected) => {
    const error =
      '{% $type($response.body) = "string" ? $response.body : $response.body.Error.Reason.(b & ", " & `@lang`) %}';
    expect(await messageOf(answering(400, 'text/xml', body), { answer: 'xml', error })).toBe(expected);
  });
});

describe('`error` maps what is wrong', () => {
  const body = { errors: { Name: ['is required'] }, trace: 'x' };

  test.each<[string, unknown, string]>([
    ['a text', '{% $join($keys($response.body.errors), ", ") & " of " & $args.n %}', 'Name of 2'],
    ['JSON', '{% $response.body.errors %}', '{"Name":["is required"]}'],
    [
      'status and headers',
      { s: '{% $response.status %}', t: '{% $response.headers.`content-type` %}' },
      '{"s":400,"t":"application/json"}',
    ],
    ['nothing', '{% $response.body.nothing %}', 'Name: is required'],
    ['an expression that fails', '{% $error("no") %}', 'Name: is required'],
  ])('to %s', async (_, error, expected) => {
    expect(await messageOf(jsonAnswer(body, 400), { error } as never)).toBe(expected);
  });

  test('of JSON behind a guard, and in UTF-16', async () => {
    const error = '{% $response.body.why %}';
    const guarded = answering(400, 'application/json', `)]}'\n{"why":"no seat"}`);
    const wide = answering(400, 'application/json', Buffer.from('\uFEFF{"why":"no seat"}', 'utf16le'));

    expect([await messageOf(guarded, { error }), await messageOf(wide, { error })]).toEqual(['no seat', 'no seat']);
  });

  test('of a body that is not JSON, and still tells when to come back', async () => {
    const answer: Parameters<typeof messageOf>[0] = (_, response) =>
      response.writeHead(429, { 'retry-after': '5' }).end('busy: 3');

    expect(await messageOf(answer, { retries: 0, error: '{% $uppercase($response.body) %}' })).toBe(
      'BUSY: 3. Try again in 5 s.',
    );
  });

  test.each([
    ['a stream', { stream: 'ndjson' }],
    ['pages', { pagination: { type: 'link' } }],
  ])('of %s', async (_, target) => {
    expect(await messageOf(jsonAnswer(body, 400), { ...target, error: '{% $response.body.trace %}' })).toBe('x');
  });
});
