import { saidOf, type Written } from './support.ts';

/** What publishing says of a target, with the place of its first line. */
const AT = (key: string, line = 10) => `t.yaml:${line}: document 1: target.${key}: `;
const POST = 'method: POST';

describe('what an author may write, and is refused with the file, the key and the fix:', () => {
  test.each<[string, Written, string]>([
    [
      'a nested value of a form',
      { target: `${POST}\nform: { items: [{ price: p1 }] }` },
      `${AT('form.items[0]', 11)}must be a string, a number, a boolean or a list of them; write nested values as \`{ value: ..., style: deepObject }\``,
    ],
    [
      'a nested value of a query',
      { target: 'query: { filter: { status: open } }' },
      `${AT('query.filter')}must be a string, a number, a boolean or a list of them; write nested values as \`{ value: ..., style: deepObject }\``,
    ],
    [
      'a secret in an expression',
      { target: `headers: { Authorization: "{% 'GenieKey ' & $secret.token %}" }` },
      `${AT('headers.Authorization')}$secret is not defined here: no expression reads a secret; \`auth\` sends it, with a \`prefix\` if needed`,
    ],
    [
      'an argument in the query of the URL',
      { path: '/things?q={q}', target: 'retries: 0', input: '{ type: object, properties: { q: { type: string } } }' },
      `${AT('url', 9)}has a placeholder outside its path; use \`query\` for arguments`,
    ],
    [
      '$eval',
      { target: `result: "{% $eval($response.body.text) %}"` },
      `${AT('result')}the expression is not valid: $eval is not allowed: $parse reads JSON from a text`,
    ],
    [
      'a body without a method',
      { target: 'body: { size: 1 }' },
      `${AT('body')}a GET request has no body unless its document writes \`method: GET\`; use one of POST, PUT, PATCH, DELETE to send \`body\``,
    ],
    [
      'the header Host',
      { target: 'headers: { Host: api.internal }' },
      `${AT('headers.Host')}is set by the connection itself and cannot be changed`,
    ],
    [
      'a member that $caller does not have',
      { target: 'headers: { X-User: "{% $caller.sub %}" }' },
      `${AT('headers.X-User')}$caller.sub never exists: $caller has id, claims (character 9)`,
    ],
    [
      'an expression within a text',
      { target: 'headers: { X-User: "user {% $args.t %}" }' },
      `${AT('headers.X-User')}an expression must be the whole text: "{% ... %}"; build text inside it with &`,
    ],
    [
      'a bracket that is not closed',
      { target: `result: "{% { 'a': $response.body.items[0.name } %}"` },
      `${AT('result')}the expression is not valid: Expected "]", got "}" (character 36)`,
    ],
    [
      'a misspelt variable',
      { target: 'result: "{% $respnse.body.items %}"' },
      `${AT('result')}$respnse is not defined here; available: $args, $response; did you mean $response? (character 1)`,
    ],
    [
      '$response in a row',
      { target: 'pagination: link\nrow: "{% $response.status %}"' },
      `${AT('row', 11)}$response is not defined here; available: $args, $row (character 1)`,
    ],
    [
      'a misspelt argument',
      {
        target: 'query: { q: "{% $args.quer %}" }',
        input: '{ type: object, properties: { query: { type: string } }, additionalProperties: false }',
      },
      `${AT('query.q')}$args.quer never exists: $args has query; did you mean $args.query? (character 7)`,
    ],
    [
      'a member that $response does not have',
      { target: 'result: "{% $response.data.items %}"' },
      `${AT('result')}$response.data never exists: $response has status, headers, body (character 11)`,
    ],
    [
      'a variable without its $',
      { target: 'query: { q: "{% args.query %}" }' },
      `${AT('query.q')}args never finds anything here: write $args (character 1)`,
    ],
    [
      'pages as an object',
      {
        target: 'pagination: { type: cursor, param: after, cursor: "{% $response.body.next %}" }',
        more: 'output: { type: object, properties: {} }\n',
      },
      `t.yaml:8: document 1: target: the result is the list of rows, but \`output\` describes an object: add a \`result\`, such as "{% { 'rows': [$response.body] } %}"`,
    ],
  ])('%s', async (_, written, expected) => {
    expect(await saidOf(written)).toEqual([expected]);
  });

  test.each([
    [
      'https://{shop}.myshopify.com/products.json',
      'has a placeholder in its host, which an argument may never choose: write the host, or a variable of the Server document',
    ],
    [
      '"{% $args.url %}"',
      'is an expression: write a URL with placeholders such as {name}, and compute their values under `path`',
    ],
    ['/things', 'is not an absolute URL; a relative one needs `defaults: { url }` in the Server document'],
  ])('the URL %s', async (url, expected) => {
    const input = '{ type: object, properties: { shop: { type: string }, url: { type: string } } }';

    expect(await saidOf({ url, target: 'retries: 0', input })).toEqual([AT('url', 9) + expected]);
  });

  test('an anchor of another document', async () => {
    const said = await saidOf({ target: 'headers: *h' });

    expect(said).toEqual([
      't.yaml:10: document 1: Unresolved alias *h: there is no anchor &h before it. An anchor ends with its document; `defaults` of the Server document apply to all of its tools',
    ]);
  });
});

/** Keys that other gateways and clients have, and the beginning of what to write in their place. */
describe('a key of other gateways is refused with the one to write:', () => {
  test.each([
    ['tls: { cert: client-cert, key: client-key }', 'tls', 'write `auth: { type: mtls, secret: ... }`'],
    ['okStatuses: [200, 404]', 'okStatuses', 'write `ok`, the statuses that are answers'],
    ['statuses: [404]', 'statuses', 'write `ok`'],
    ['success_codes: [404]', 'success_codes', 'write `ok`'],
    ['steps: [{ url: a }, { url: b }]', 'steps', 'a tool sends one request: combine several in a function'],
    ['nextLink: "{% $response.body.next %}"', 'nextLink', 'write `pagination`'],
    ['params: { q: x }', 'params', 'write `query`'],
    ['data: { a: 1 }', 'data', 'write `body`'],
    ['formData: { a: 1 }', 'formData', 'write `form`, or `multipart` for files'],
    ['files: { a: b }', 'files', 'write `multipart`'],
    ['timeout: 5', 'timeout', 'write `limits: { timeoutMs: ... }` beside `target`'],
    ['follow_redirects: true', 'follow_redirects', 'write `redirects`, a list of hosts'],
    ['transform: "{% $response.body %}"', 'transform', 'write `result`'],
    ['onError: "{% $response.body %}"', 'onError', 'write `error`'],
    ['responseType: json', 'responseType', 'write `answer`'],
    ['authorization: token', 'authorization', 'write `auth`, such as'],
    ['maxRetries: 3', 'maxRetries', 'write `retries`, a number'],
    ['limit: 10', 'limit', 'write `maxRows`'],
    ['lro: true', 'lro', 'write `poll`'],
    ['pagination: { type: link, nextLink: x }', 'pagination.nextLink', 'write `type: link` and `link`, an expression'],
    ['pagination: { type: page, offset: 2 }', 'pagination.offset', 'write `type: page` and `step`'],
    ['pagination: { type: link, path: x }', 'pagination.path', 'write `items`, an expression'],
    ['pagination: { type: page, hasMore: x }', 'pagination.hasMore', 'write `until`'],
    ['auth: { type: bearer, token: x }', 'auth.token', 'write `secret`, the name of a secret'],
    ['auth: { type: oauth2, grant_type: x }', 'auth.grant_type', 'write `grant`'],
    ['poll: { timeout: 5 }', 'poll.timeout', 'write `deadlineMs`'],
    ['poll: { done: x }', 'poll.done', 'write `until`, an expression'],
    ['poll: { maxAttempts: 3 }', 'poll.maxAttempts', 'write `deadlineMs`'],
    ['credentialProvider: { type: apiKey }', 'credentialProvider', 'write `auth`, such as'],
    ['responses: {}', 'responses', 'write `ok` for the statuses, and `result`'],
    ['Arguments: {}', 'Arguments', 'write `query`, `headers` or `body`'],
    ['Catch: []', 'Catch', 'write `error`'],
    ['request: { method: GET }', 'request', 'write its keys, such as `method` and `url`, in `target`'],
    ['bodyType: form', 'bodyType', 'write `body` for JSON, else `form`'],
    ['headerParams: []', 'headerParams', 'write `headers`'],
    ['limits: { timeoutMs: 5 }', 'limits', 'write it beside `target`'],
    ['pagination: { type: page, total: x }', 'pagination.total', 'write `until`, an expression'],
    ['pagination: { type: page, offset_param: x }', 'pagination.offset_param', 'write `param`'],
    ['auth: { type: oauth2, flows: {} }', 'auth.flows', 'write `tokenUrl`, `grant` and `scope`'],
  ])('%s', async (target, key, advice) => {
    const said = await saidOf({ target });

    const name = key.split('.').at(-1);
    expect(said.find((line) => line.startsWith(`${AT(key)}unknown key`))).toMatch(
      new RegExp(`unknown key \`${name}\`; ${advice.replaceAll(/[{}.()]/g, '\\$&')}`),
    );
  });

  test.each([
    [
      'pagination: { type: offset }',
      'pagination.type',
      'found string "offset"; write `page` with `start: 0` and `step`',
    ],
    ['pagination: { type: nextLink }', 'pagination.type', 'found string "nextLink"; write `link`'],
    ['auth: { type: token, secret: token }', 'auth.type', 'found string "token"; write `bearer`, or `apiKey`'],
    ['auth: { bearer: token }', 'auth.bearer', 'unknown key `bearer`; write `type`, such as `type: bearer`'],
    ['stream: true', 'stream', 'found boolean true; write `ndjson`'],
    ['stream: array', 'stream', 'found string "array"; write `json`'],
    ['auth: { type: http }', 'auth.type', 'found string "http"; write `bearer` or `basic`'],
    ['auth: { type: digest }', 'auth.type', 'found string "digest"; this scheme is not supported: call the API from'],
    ['auth: { type: hmac, algorithm: HMAC-SHA256 }', 'auth.algorithm', 'found string "HMAC-SHA256"; write `sha256`'],
    [
      'auth: { type: oauth2, clientAuth: client_secret_post }',
      'auth.clientAuth',
      'found string "client_secret_post"; write `body`',
    ],
    [
      'auth: { type: oauth2, grant: authorization_code }',
      'auth.grant',
      'found string "authorization_code"; a tool has no browser',
    ],
    ['auth: { type: apiKey, in: QUERY_PARAMETER }', 'auth.in', 'found string "QUERY_PARAMETER"; write `query`'],
    [
      'auth: { type: oauth2, clientSecret: s }',
      'auth.clientSecret',
      'expected object, found string "s": write { secret',
    ],
    ['content: [{ type: link, uri: x }]', 'content[0].type', 'found string "link"; write `resource_link`'],
    ['content: { type: text }', 'content', 'expected array, found an object: write a list, [{ ... }]'],
    ['isError: true', 'isError', 'must be an expression, "{% ... %}", found boolean true'],
    ['headers: [{ name: a, value: b }]', 'headers', 'expected object, found a list of 1: write { NAME: VALUE, ... }'],
    ['pagination: cursor', 'pagination', 'expected "link", found string "cursor": write { type: cursor, ... }'],
    ['ok: [200-299]', 'ok[0]', 'must be a status, such as 404, or a class of them, such as 2xx'],
    ['result: "{% $states.result %}"', 'result', '$states is not defined here: write $response.body, or $args'],
    ['query: { q: "{% $states.input.q %}" }', 'query.q', '$states is not defined here: write $args (character 1)'],
    ['query: { q: "{% $args.a && $args.b %}" }', 'query.q', 'the expression is not valid: The symbol "&" cannot'],
    ['query: { q: "{% \'a\' + $args.a %}" }', 'query.q', '+ adds numbers: write & to join texts (character 3)'],
    [
      'result: "{% $response.headers[\'x-total\'] %}"',
      'result',
      'a text in brackets is a filter that keeps everything: write .`x-total` for the member',
    ],
    [
      'result: "{% $response.body.next-page %}"',
      'result',
      'next-page is a subtraction, which never finds anything here: write `next-page` in backticks (character 16)',
    ],
    ['answer: application/json', 'answer', 'found string "application/json"; write `json`'],
    ['method: get', 'method', 'must be in capital letters, GET, found string "get"'],
    ['ok: 404', 'ok', 'expected array, found number 404: write [404]'],
    ['poll: { until: done }', 'poll.until', 'must be an expression, "{% ... %}", found string "done"'],
    ['pagination: { type: cursor, cursor: next }', 'pagination.cursor', 'must be an expression, "{% ... %}"'],
    ['pagination: { type: link, items: data }', 'pagination.items', 'must be an expression, "{% ... %}"'],
    [
      'result: "{% $.items %}"',
      'result',
      '$.items never finds anything here: begin with a variable, such as $response.body.items',
    ],
    ['result: "{% $size($response.body) %}"', 'result', '$size is not defined here: write $count (character 1)'],
    ['result: "{% $fromJson($response.body.a) %}"', 'result', '$fromJson is not defined here: write $parse'],
    ['result: "{% $body.items %}"', 'result', '$body is not defined here: write $response.body'],
    ['query: { q: "{% $input.q %}" }', 'query.q', '$input is not defined here: write $args'],
    ['query: { q: "{% $body.q %}" }', 'query.q', '$body is not defined here; available: $args, $caller'],
    ['result: "{% $$.items %}"', 'result', '$$.items never finds anything here'],
    [
      'result: "{% items.id %}"',
      'result',
      'items never finds anything here: begin with a variable, such as $response.body.items',
    ],
  ])('and so is a value: %s', async (target, key, message) => {
    const said = await saidOf({ target });

    expect(said.filter((line) => line.startsWith(AT(key))).join('\n')).toContain(AT(key) + message);
  });

  test.each([
    ['$args.a && $args.b', 'write `and` for `&&`'],
    ['$args.a || 1', 'write `or` for `||`, or `a ? a : b` for a default'],
    ["$args.a == '&&' ? 1 : 2", 'write `=` for `==`, and `!=` for `!==`'],
    ['!$args.a', 'write `$not(...)` for `!`'],
    ['$map($args.a, x => x.id)', 'write `function($x) { ... }` for an arrow function'],
  ])('and so is an operator: %s', async (source, advice) => {
    const [said] = await saidOf({ target: `query: { q: "{% ${source} %}" }` });

    expect(said).toMatch(/: the expression is not valid: .* \(character \d+\); /);
    expect(said?.split('; ').slice(1).join('; ')).toBe(advice);
  });

  test.each([
    `$args.a in ['x']`,
    `$replace($args.a, /["'] \\+/, "") & 'x'`,
    `$args.a ? '+' & $args.b : "['x']"`,
    `$args.a[$ = 'x']`,
  ])('but what only looks like it is not: %s', async (source) => {
    const target = `query:\n  q: >-\n    {% ${source} %}`;

    expect(await saidOf({ target })).toEqual([]);
  });

  test('a target type of others', async () => {
    expect(await saidOf({ target: 'retries: 0', type: 'rest' })).toEqual([
      't.yaml:8: document 1: target.type: unknown target type `rest`; write `http`',
    ]);
  });

  test('a target type that every object of JavaScript has', async () => {
    const [said] = await saidOf({ target: 'retries: 0', type: '__proto__' });

    expect(said).toMatch(/target\.type: unknown target type `__proto__`; expected one of `aws`/);
  });

  test.each([
    ['inputSchema: {}', 'inputSchema', 'write `input`'],
    ['tests: []', 'tests', 'write `examples`'],
    ['readOnly: true', 'readOnly', 'write `annotations`'],
    ['limits: { deadline: 5 }', 'limits.deadline', 'write `timeoutMs`'],
  ])('%s of a tool', async (more, key, advice) => {
    const [said] = await saidOf({ target: 'retries: 0', more: `${more}\n` });

    expect(said).toContain(`t.yaml:7: document 1: ${key}: unknown key \`${key.split('.').at(-1)}\`; ${advice}`);
  });
});

describe('what is accepted and would not work as its author hopes has a warning:', () => {
  test.each<[string, Written, string]>([
    [
      'a path that loses a list of one',
      { target: `result: "{% $response.body.items.{ 'id': id } %}"` },
      'result: $response.body.items.{ ... } gives a list of one item as the item itself, and an empty list as nothing',
    ],
    [
      'a filter of a body that loses a list',
      {
        target: `${POST}\nbody: { lines: "{% $args.items[n > 0].{ 'p': sku } %}" }`,
        input: '{ type: object, properties: { items: { type: array, items: {} } } }',
      },
      'body.lines: $args.items[...].{ ... } gives a list of one item as the item itself',
    ],
    [
      'JSON with the type of a form',
      { target: `${POST}\nbody: { a: 1 }\nheaders: { content-type: application/x-www-form-urlencoded }` },
      'headers.content-type: is the type of another body: `body` is sent as JSON; write `form` in its place',
    ],
    [
      'JSON with the type of XML',
      { target: `${POST}\nbody: { a: 1 }\ncontentType: application/soap+xml` },
      'contentType: is the type of another body: `body` is sent as JSON; write `xml` in its place',
    ],
    [
      'a credential in plain text',
      { target: `${POST}\nbody: { client_id: c, secret: live-secret-4711 }` },
      'body.secret: looks like a credential in plain text',
    ],
    [
      'parts of a form that are made by hand',
      { target: `${POST}\ncontentType: multipart/form-data; boundary=BB\ntext: "{% '--BB' & $args.data %}"` },
      'text: makes the parts of a form by hand, so that an argument can end its part and begin another: write `multipart`',
    ],
    [
      'a failure that is true for pending work',
      {
        target: `${POST}\nbody: {}\npoll: { until: "{% $response.body.done %}", failed: "{% $response.body.status != 'ok' %}" }`,
      },
      'poll.failed: is true for work that is pending, too, and ends the wait then: name the states that failed',
    ],
    [
      'an offset that grows by 1',
      { target: 'pagination: { type: page, param: offset, start: 0 }' },
      'pagination.param: `offset` looks like an offset, which counts items, and grows by 1 from page to page: add `step`',
    ],
  ])('%s', async (_, written, warning) => {
    const said = await saidOf(written);

    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`: warning: document 1: target.${warning}`);
  });

  test.each<[string, string, string]>([
    ['query: { q: "{{ args.id }}" }', 'query.q', 'is sent as it is written: for a value, write "{% $args.NAME %}"'],
    [`query: { q: "\${id}" }`, 'query.q', '{id} is sent as it is: for the argument, write "{% $args.id %}"'],
    ['headers: { X-Id: "id {id}" }', 'headers.X-Id', '{id} is sent as it is: for the argument, write "{% $args.id %}"'],
    [
      'method: POST\nbody: { a: [$args.id] }',
      'body.a[0]',
      'is sent as it is written: for a value, write "{% $args.NAME %}"',
    ],
    ['result: $response.body', 'result', 'is returned as it is written: for a value, write "{% $response.body... %}"'],
    ['result: { id: $.items }', 'result.id', 'is returned as it is written'],
    ['query: { q: args.id }', 'query.q', 'is sent as it is written'],
    [`query: { q: "States.Format('{}', $.id)" }`, 'query.q', 'is sent as it is written'],
  ])('a template of another language: %s', async (target, key, message) => {
    const [said] = await saidOf({ target, input: '{ type: object, properties: { id: { type: string } } }' });

    expect(said).toContain(`: warning: document 1: target.${key}: ${message}`);
  });

  test.each([
    ['/x/:id', 'is sent as it is written: for the argument, write {id}'],
    ['/x/<id>/y', 'is sent as it is written: for the argument, write {id}'],
    [`/x/\${id}`, 'sends a `$` before the value of {id}: remove it'],
  ])('a path of another language: %s', async (path, message) => {
    const [said] = await saidOf({ path, target: 'retries: 0', input: '{ type: object, properties: { id: {} } }' });

    expect(said).toBe(`t.yaml:9: warning: document 1: target.url: ${message}`);
  });

  test.each([
    'query: { filterByFormula: "{Status}" }',
    'headers: { X-Price: "$5" }',
    'result: { a: "{b}" }',
    'query: { t: "12:30" }',
  ])('but texts that only look like one have none: %s', async (target) => {
    expect(await saidOf({ target })).toEqual([]);
  });

  test('nullable, which is not of JSON Schema', async () => {
    const [said] = await saidOf({
      target: 'retries: 0',
      more: 'output: { type: object, properties: { name: { type: string, nullable: true } } }\n',
    });

    expect(said).toBe(
      't.yaml:7: warning: document 1: output.properties.name.nullable: `nullable` is of OpenAPI 3.0, and has no effect in JSON Schema: write `type: [string, "null"]`',
    );
  });

  test.each(['page', 'pageNumber', 'p'])('but a number of pages called %s has none', async (param) => {
    expect(await saidOf({ target: `pagination: { type: page, param: ${param} }` })).toEqual([]);
  });
});
