import { documentKey, newestDocument } from '../../../../../lambda/catalog/items/index.ts';
import {
  applyLoaded,
  InvalidDocuments,
  PublishConflict,
  parseDocuments,
  readPublishedState,
  type VariableValues,
} from '../../../../../lambda/catalog/publish/index.ts';
import type { Table } from '../../../../../lambda/table/index.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';

const SERVER = `kind: Server
server: github
variables: { host: api.github.com }
hosts: ["{host}"]
defaults:
  url: https://{host}/v3
  headers: { Accept: application/vnd.github+json, X-Version: "1" }
  query: { per_page: 50 }
  auth: { type: bearer, secret: token }
  limits: { timeoutMs: 5000, requestsPerSecond: 2 }
  coerce: true
`;

const tool = (name: string, target: string, more = '') => `kind: Tool
server: github
name: ${name}
description: d
input: { type: object, properties: { owner: { type: string } } }
${more}target: ${target}
`;

const ISSUES = tool('issues', '{ type: http, url: "/repos/{owner}/issues" }');

/** Applies texts, each a file, and reads what the functions read. */
async function prepare() {
  const table = createMemoryTable();
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  type Options = { variables?: VariableValues; prune?: boolean; strict?: boolean };
  const publish = (texts: readonly string[], options: Options, from: Table) => {
    const files = texts.map((text, index) => parseDocuments(`${'abc'[index]}.yaml`, text));
    const loaded = {
      documents: files.flatMap(({ documents }) => documents),
      faults: files.flatMap(({ faults }) => faults),
    };
    return applyLoaded(loaded, { table: from, targets: targetTypes, wait, ...options });
  };
  const apply = (
    texts: readonly string[],
    variables: VariableValues = {},
    other: Partial<Table> = {},
    strict = false,
  ) => publish(texts, { variables, strict }, { ...table, ...other });
  const prune = (texts: readonly string[]) => publish(texts, { prune: true }, table);
  const read = async (name: string) => {
    const { head } = await readPublishedState(table, 'github');
    if (head === undefined) throw new Error('nothing is published');
    const items = await table.query(newestDocument('tools', 'github', name, head.version));
    return JSON.parse(String(items[0]?.body));
  };
  return { table, apply, prune, read, waits };
}

/** The faults of documents, as people read them. */
async function faultsOf(apply: () => Promise<unknown>): Promise<string[]> {
  const error = await apply().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InvalidDocuments)) throw error ?? new Error('the documents are valid');
  return error.message.split('\n');
}

/** The warnings of documents, which are faults where authors are strict. */
async function warningsOf(
  apply: (
    texts: readonly string[],
    variables: VariableValues,
    table: Partial<Table>,
    strict: boolean,
  ) => Promise<unknown>,
  texts: readonly string[],
): Promise<string[]> {
  return faultsOf(() => apply(texts, {}, {}, true));
}

describe("a server's defaults", () => {
  test('become part of its tools', async () => {
    const { apply, read } = await prepare();

    await apply([SERVER, ISSUES]);

    expect(await read('issues')).toMatchObject({
      coerce: true,
      limits: { timeoutMs: 5000, requestsPerSecond: 2 },
      target: {
        url: 'https://api.github.com/v3/repos/{owner}/issues',
        headers: { Accept: 'application/vnd.github+json', 'X-Version': '1' },
        query: { per_page: 50 },
        auth: { type: 'bearer', secret: 'token' },
      },
    });
  });

  test('give way to what a tool writes; null removes one', async () => {
    const { apply, read } = await prepare();
    const target = `
  type: http
  url: https://api.github.com/other
  headers: { accept: text/plain, x-version: null }
  query: { per_page: null, page: 1 }
  auth: null
`;

    await apply([SERVER, tool('own', target, 'limits: { timeoutMs: 100 }\ncoerce: false\n')]);

    const own = await read('own');
    expect(own).toMatchObject({ coerce: false, limits: { timeoutMs: 100, requestsPerSecond: 2 } });
    expect(own.target).toEqual({
      type: 'http',
      url: 'https://api.github.com/other',
      headers: { accept: 'text/plain' },
      query: { page: 1 },
    });
  });

  test('of limits are removed by null', async () => {
    const { apply, read } = await prepare();

    await apply([SERVER, tool('own', '{ type: http, url: /x }', 'limits: { requestsPerSecond: null }\n')]);

    expect((await read('own')).limits).toEqual({ timeoutMs: 5000 });
    expect(
      await faultsOf(() => apply([SERVER, tool('own', '{ type: http, url: /x }', 'limits: { burst: null }\n')])),
    ).toEqual(['b.yaml:6: document 1: limits.burst: expected integer, found null']);
  });

  test('`answerBytes` is only for targets that read answers', async () => {
    const { apply, read } = await prepare();
    const server = SERVER.replace('timeoutMs: 5000', 'answerBytes: 5000');

    await apply([server, tool('fixed', '{ type: static, text: hi }'), tool('asks', '{ type: http, url: /x }')]);

    expect((await read('fixed')).limits).toEqual({ requestsPerSecond: 2 });
    expect((await read('asks')).limits).toEqual({ requestsPerSecond: 2, answerBytes: 5000 });
    const own = tool('fixed', '{ type: static, text: hi }', 'limits: { answerBytes: 9 }\n');
    expect(await faultsOf(() => apply([SERVER, own]))).toEqual([
      expect.stringMatching(/^b\.yaml:6: .* limits\.answerBytes: does not apply to a target of type static/),
    ]);
  });

  test('that one expression replaces, and variables where there are none, are warned of', async () => {
    const { apply } = await prepare();
    const target = `
  type: http
  method: POST
  url: /x
  headers: "{% { 'a': 'b' } %}"
  query: { at: "{host}", who: "{owner}" }
  body: { owner: "{owner}", text: "query { host(x: {owner}) }" }
`;

    const warnings = await warningsOf(apply, [SERVER, tool('own', target)]);

    expect(warnings).toEqual([
      expect.stringMatching(/target\.headers: is one expression.* add Accept, X-Version to it$/),
      expect.stringMatching(/target\.query\.at: \{host\} is sent as it is: a variable stands for a text in URLs/),
      expect.stringMatching(/target\.query\.who: \{owner\} is sent as it is: .* write "\{% \$args\.owner %\}"$/),
      expect.stringMatching(/target\.body\.owner: \{owner\} is sent as it is/),
    ]);
  });

  test('of address, headers and credentials become part of a GraphQL tool, whose `query` is its own', async () => {
    const { apply, read } = await prepare();
    const target = `{ type: graphql, url: /graphql, query: "{ host }", headers: { x-version: null } }`;

    await apply([SERVER, tool('viewer', target)]);

    expect((await read('viewer')).target).toEqual({
      type: 'graphql',
      url: 'https://api.github.com/v3/graphql',
      query: '{ host }',
      headers: { Accept: 'application/vnd.github+json' },
      auth: { type: 'bearer', secret: 'token' },
    });
  });

  test('of role and Region become part of an AWS tool, which is stored with its request', async () => {
    const { apply, read } = await prepare();
    const server = `kind: Server\nserver: github\ndefaults: { role: reader, region: eu-west-1 }\n`;
    const queues = tool('queues', '{ type: aws, service: sqs, action: ListQueues }');
    const other = tool('other', '{ type: aws, service: sqs, action: ListQueues, role: writer }');

    await apply([server, queues, other]);
    const first = (await read('queues')).target;
    const [result] = await apply([server.replace('eu-west-1', 'eu-north-1')]);

    expect(first).toMatchObject({ role: 'reader', region: 'eu-west-1', request: { host: 'sqs', method: 'POST' } });
    expect((await read('other')).target).toMatchObject({
      role: 'writer',
      region: 'eu-north-1',
      request: { host: 'sqs' },
    });
    expect((await read('queues')).target).toMatchObject({ region: 'eu-north-1', request: first.request });
    expect(result?.documents.map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'updated']);
    expect((await apply([server.replace('eu-west-1', 'eu-north-1'), queues]))[0]?.published).toBe(false);
  });

  test('and parameters of an AWS tool may have variables', async () => {
    const { apply, read } = await prepare();
    const server = `
kind: Server
server: github
variables: { account: "123456789012", region: eu-west-1, role: reader }
defaults: { role: "{role}", region: "{region}" }
`;
    const parameters = `{ stateMachineArn: "arn:aws:states:{region}:{account}:stateMachine:x", input: "{% '{account}' %}" }`;
    const start = tool('start', `{ type: aws, service: sfn, action: StartExecution, parameters: ${parameters} }`);

    await apply([server, start], { given: { github: { region: 'eu-north-1' } } });

    expect((await read('start')).target).toMatchObject({
      ...{ role: 'reader', region: 'eu-north-1' },
      request: {
        parts: {
          body: {
            stateMachineArn: 'arn:aws:states:eu-north-1:123456789012:stateMachine:x',
            input: "{% '{account}' %}",
          },
        },
      },
    });
  });

  test('apply to a tool that is published later, without its Server document', async () => {
    const { apply, read } = await prepare();
    await apply([SERVER], { given: { github: { host: 'ghe.example.com' } } });

    await apply([ISSUES]);

    expect((await read('issues')).target.url).toBe('https://ghe.example.com/v3/repos/{owner}/issues');
  });

  test('that change are applied to the tools that are published already', async () => {
    const { apply, read } = await prepare();
    const absolute = tool('absolute', '{ type: http, url: "https://api.github.com/x" }');
    await apply([SERVER, ISSUES, absolute]);

    const [result] = await apply([SERVER.replace('X-Version: "1"', 'X-Version: "2"')]);

    expect((await read('issues')).target.headers['X-Version']).toBe('2');
    expect((await read('absolute')).target.headers['X-Version']).toBe('2');
    expect(result?.documents.map(({ outcome }) => outcome)).toEqual(['updated', 'updated', 'updated']);
  });

  test('that do not change leave published tools as they are, and publish nothing', async () => {
    const { apply } = await prepare();
    await apply([SERVER, ISSUES]);

    const [again] = await apply([SERVER, ISSUES]);
    const [alone] = await apply([SERVER]);

    expect([again?.published, alone?.published]).toEqual([false, false]);
    expect(alone?.documents).toHaveLength(1);
  });

  test('reach a tool whose author now relies on them, although it resolves to the same', async () => {
    const { apply, read } = await prepare();
    await apply([SERVER, tool('issues', '{ type: http, url: "https://api.github.com/v3/repos/{owner}/issues" }')]);
    await apply([ISSUES]);

    await apply([SERVER.replace('https://{host}/v3', 'https://{host}/v4')]);

    expect((await read('issues')).target.url).toBe('https://api.github.com/v4/repos/{owner}/issues');
  });

  test('are not published over what another publisher added meanwhile', async () => {
    const { table, apply } = await prepare();
    await apply([SERVER, ISSUES]);
    let isFirst = true;
    const update: Table['update'] = async (key, change) => {
      if (change.set && isFirst) {
        isFirst = false;
        await apply([tool('theirs', '{ type: http, url: /x }')]);
      }
      return table.update(key, change);
    };

    const overtaken = apply([SERVER.replace('X-Version: "1"', 'X-Version: "2"')], {}, { update });

    await expect(overtaken).rejects.toThrow(PublishConflict);
  });

  /** Runs something after the first read of the head, before the publish reads it again. */
  const afterFirstRead = (table: Table, then: () => Promise<unknown>): Partial<Table> => {
    let isFirst = true;
    return {
      get: async (key) => {
        const item = await table.get(key);
        // The row of an index, which is read after the head.
        if (isFirst && item?.documentHash !== undefined) {
          isFirst = false;
          await then();
        }
        return item;
      },
    };
  };

  test('that change bring back no tool that another publisher has deleted meanwhile', async () => {
    const { table, apply, prune } = await prepare();
    await apply([SERVER, ISSUES, tool('other', '{ type: http, url: /x }')]);
    const meanwhile = afterFirstRead(table, () => prune([SERVER, ISSUES]));

    const overtaken = apply([SERVER.replace('X-Version: "1"', 'X-Version: "2"')], {}, meanwhile);

    await expect(overtaken).rejects.toThrow(PublishConflict);
  });

  test('that another publisher changes meanwhile are not replaced in a tool', async () => {
    const { table, apply, read, waits } = await prepare();
    await apply([SERVER]);
    const meanwhile = afterFirstRead(table, () => apply([SERVER.replace('X-Version: "1"', 'X-Version: "2"')]));

    await expect(apply([ISSUES], {}, meanwhile)).rejects.toThrow(PublishConflict);
    // the same documents would never fit
    expect(waits).toEqual([]);

    await apply([ISSUES]);
    expect((await read('issues')).target.headers['X-Version']).toBe('2');
  });

  test('of a Server document that `prune` deletes are those of no tool', async () => {
    const { apply, prune } = await prepare();
    await apply([SERVER, ISSUES]);

    const [fault] = await faultsOf(() => prune([ISSUES]));

    expect(fault).toContain('is not an absolute URL; a relative one needs `defaults: { url }`');
  });

  test.each([
    'kind: Policy\nserver: github\nname: p\npolicy: permit (principal, action, resource);\n',
    'kind: Resource\nserver: github\nname: r\nuri: doc://a\ntext: hello\n',
    'kind: Prompt\nserver: github\nname: p\nmessages: [{ role: user, content: { type: text, text: hi } }]\n',
  ])('are no part of %j, which has no target', async (text) => {
    const { table, apply } = await prepare();

    await apply([SERVER, text]);

    const { head } = await readPublishedState(table, 'github');
    const item = await table.get(documentKey('resources', 'github', 'doc://a', head?.version ?? 0));
    expect(item ?? {}).not.toHaveProperty('source');
  });

  test('that a tool cannot have are reported where they stand', async () => {
    const { apply } = await prepare();
    const limited = SERVER.replace('requestsPerSecond: 2', 'burst: 2');

    const faults = await faultsOf(() => apply([limited, ISSUES]));

    expect(faults).toEqual([
      'a.yaml:10: document 1: defaults.limits.burst: burst exceeds a rate: also set requestsPerSecond',
    ]);
  });

  test('leave rows of tools without them as they are', async () => {
    const { table, apply } = await prepare();

    await apply(['kind: Server\nserver: github\n', tool('plain', '{ type: http, url: "https://a.example/" }')]);

    const { head } = await readPublishedState(table, 'github');
    const item = await table.get(documentKey('tools', 'github', 'plain', head?.version ?? 0));
    expect(Object.keys(item ?? {}).sort()).toEqual(['body', 'pk', 'sk']);
  });

  test('with a fault are reported once, where they stand', async () => {
    const { apply } = await prepare();
    const broken = SERVER.replace('secret: token', 'secrett: token');

    const faults = await faultsOf(() => apply([broken, ISSUES, tool('more', '{ type: http, url: /more }')]));

    expect(faults).toEqual([
      'a.yaml:9: document 1: defaults.auth.secrett: unknown key `secrett`; did you mean `secret`?',
    ]);
  });

  test.each<[string, string]>([
    ['defaults: { urll: x }', 'a.yaml:3: document 1: defaults.urll: unknown key `urll`; did you mean `url`?'],
    ['defaults: { headers: [] }', 'a.yaml:3: document 1: defaults.headers: expected object, found a list of 0'],
    ['defaults: { limits: { timeoutMs: 0 } }', 'a.yaml:3: document 1: defaults.limits.timeoutMs'],
  ])('%s is refused', async (line, fault) => {
    const { apply } = await prepare();

    expect((await faultsOf(() => apply([`kind: Server\nserver: github\n${line}\n`])))[0]).toContain(fault);
  });

  test('without a URL, a relative one is refused with the fix', async () => {
    const { apply } = await prepare();

    const [fault] = await faultsOf(() => apply([ISSUES]));

    expect(fault).toContain(
      'target.url: is not an absolute URL; a relative one needs `defaults: { url }` in the Server',
    );
  });
});

describe("a server's variables", () => {
  const values = (given: Record<string, string> = {}, stage: Record<string, string> = {}): VariableValues => ({
    given: { github: given },
    stage: { file: 'config/prod.vars.yaml', values: { github: stage } },
  });

  test('take their values from the command line, then the stage, then the document', async () => {
    const { apply, read } = await prepare();
    const url = async () => (await read('issues')).target.url;

    await apply([SERVER, ISSUES], values({}, { host: 'stage.example.com' }));
    expect(await url()).toMatch('https://stage.example.com/v3');
    await apply([SERVER, ISSUES], values({ host: 'given.example.com' }, { host: 'stage.example.com' }));
    expect(await url()).toMatch('https://given.example.com/v3');
    await apply([SERVER, ISSUES]);
    expect(await url()).toMatch('https://api.github.com/v3');
  });

  test('can have the names of members that every object inherits', async () => {
    const { apply, read } = await prepare();
    const server = 'kind: Server\nserver: github\nvariables: { constructor: a.example, toString: b }\n';

    await apply([server, tool('x', '{ type: http, url: "https://{constructor}/{toString}" }')], values());

    expect((await read('x')).target.url).toBe('https://a.example/b');
  });

  test('stand in hosts, redirects and endpoints of tokens', async () => {
    const { table, apply, read } = await prepare();
    const target = `
  type: http
  url: /x
  redirects: ["{host}"]
  auth: { type: oauth2, clientId: c, secret: s, tokenUrl: "https://{host}/token" }
`;

    await apply([SERVER, tool('x', target)], values({ host: 'ghe.example.com' }));

    expect((await read('x')).target).toMatchObject({
      redirects: ['ghe.example.com'],
      auth: { tokenUrl: 'https://ghe.example.com/token' },
    });
    const { document } = await readPublishedState(table, 'github');
    expect(JSON.parse(document ?? '')).toMatchObject({
      hosts: ['ghe.example.com'],
      values: { host: 'ghe.example.com' },
    });
  });

  test('stand in all texts of credentials but expressions', async () => {
    const { apply, read } = await prepare();
    const server = `kind: Server
server: github
hosts: [api.example.com, a.example]
variables: { client: c1, key: "SHA256:a+b=" }
`;
    const target = `
  type: http
  url: https://api.example.com
  auth:
    - { type: oauth2, clientId: "{client}", secret: s, tokenUrl: "https://a.example/t", parameters: { id: "{client}" } }
    - { type: hmac, secret: s, name: X-Sign, prefix: "{key} {other}", string: "{% $join(['{client}', $request.body]) %}" }
`;

    await apply([server, tool('x', target)], values());

    expect((await read('x')).target.auth).toMatchObject([
      { clientId: 'c1', parameters: { id: 'c1' } },
      { prefix: 'SHA256:a+b= {other}', string: "{% $join(['{client}', $request.body]) %}" },
    ]);
  });

  test('can have any character in credentials', async () => {
    const { apply, read } = await prepare();
    const server =
      'kind: Server\nserver: github\nhosts: [a.example]\nvariables: { user: "ann@a.example/token", scope: "read, write" }\n';
    const target = `
  type: http
  url: https://a.example
  auth:
    - { type: basic, username: "{user}", secret: s }
    - { type: oauth2, clientId: c, secret: s, tokenUrl: "https://a.example/t", scope: "{scope}" }
`;

    await apply([server, tool('x', target.replace(/\n {4}- \{ type: oauth2.*/, ''))]);
    await apply([tool('y', target.replace(/\n {4}- \{ type: basic.*/, ''))]);

    expect((await read('x')).target.auth).toMatchObject([{ username: 'ann@a.example/token' }]);
    expect((await read('y')).target.auth).toMatchObject([{ scope: 'read, write' }]);
  });

  test.each([
    ['hosts: ["{at}"]', 'url: https://a.example', 'hosts[0]'],
    ['hosts: [a.example]', 'url: "https://{at}/x"', 'target.url'],
    ['hosts: [a.example]', 'url: https://a.example\n  redirects: ["{at}"]', 'target.redirects[0]'],
    [
      'hosts: [a.example]',
      'url: https://a.example\n  auth: { type: oauth2, clientId: c, secret: s, tokenUrl: "https://{at}/t" }',
      'target.auth.tokenUrl',
    ],
  ])('have no character that changes the host: %s, %s', async (hosts, target, place) => {
    const { apply } = await prepare();
    const server = `kind: Server\nserver: github\n${hosts}\nvariables: { at: "u@evil.example" }\n`;

    const faults = await faultsOf(() => apply([server, tool('x', `\n  type: http\n  ${target}\n`)]));

    expect(faults.join('\n')).toContain(
      `${place}: the value "u@evil.example" of {at} has a character that cannot stand in a URL as it is`,
    );
  });

  test.each<[string, VariableValues, string]>([
    [
      '{ host: {} }',
      {},
      'variables.host: has no value: add a `default`, `github: { host: ... }` in config/{stage}.vars.yaml',
    ],
    ['{ host: { default: a, enum: [b, c] } }', {}, 'the value "a" is not one of "b", "c"'],
    ['{ host: "a\\nb" }', {}, 'the value "a\\nb" has a control character, such as a line break: remove it'],
    [
      '{ host: a }',
      values({ hst: 'b' }),
      '`--var` gives github.hst, which is not a variable of the server; did you mean `host`?',
    ],
    ['{ host: a }', values({}, { hst: 'b' }), 'config/prod.vars.yaml gives github.hst'],
    ['{ "1a": x }', {}, 'variables'],
  ])('%s with %j are refused', async (variables, given, fault) => {
    const { apply } = await prepare();

    const faults = await faultsOf(() => apply([`kind: Server\nserver: github\nvariables: ${variables}\n`], given));

    expect(faults.join('\n')).toContain(fault);
  });

  test('cannot be given without their Server document', async () => {
    const { apply } = await prepare();
    await apply([SERVER]);

    const [fault] = await faultsOf(() => apply([ISSUES], values({ host: 'x' })));

    expect(fault).toBe('--var github.host: the files have no Server document of github: apply it, too');
  });

  test('share no name with a parameter of a tool', async () => {
    const { apply } = await prepare();
    const server = SERVER.replace('variables: { host: api.github.com }', 'variables: { host: a.example, owner: me }');

    const faults = await faultsOf(() => apply([server, ISSUES]));

    expect(faults).toEqual([
      'b.yaml:6: document 1: target.url: {owner} is a variable of server github and a parameter of the tool: rename one of them',
    ]);
  });

  test('never let an argument choose the host', async () => {
    const { apply } = await prepare();

    const [fault] = await faultsOf(() => apply([tool('x', '{ type: http, url: "https://{owner}.example.com/" }')]));

    expect(fault).toContain('has a placeholder in its host, which an argument may never choose');
  });
});
