import { builtInServer } from '../../../bin/cli/doctor/after/built-in-server.ts';
import { challenge } from '../../../bin/cli/doctor/after/challenge.ts';
import { type AfterContext, Site } from '../../../bin/cli/doctor/after/index.ts';
import { largeBody } from '../../../bin/cli/doctor/after/large-body.ts';
import { callStream, listDirect } from '../../../bin/cli/doctor/after/paths.ts';
import { openBeforeContext } from '../../../bin/cli/doctor/before/index.ts';
import { type Probe, ProbeFailed } from '../../../bin/cli/doctor/probe/index.ts';
import { Interrupted } from '../../../bin/cli/index.ts';
import { DOCTOR_SERVER } from '../../../lambda/doctor-server.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { parseStage } from '../../../lib/config/index.ts';
import { ACCOUNT, NEW_ACCOUNT, REGION, startAwsAccount } from '../../support/aws-account/index.ts';
import { CREDENTIALS } from '../../support/aws-server.ts';

/** What checks read of a stage whose endpoint answers each request with `probe`. */
function contextOf(probe: Probe, more: Partial<AfterContext> = {}): AfterContext {
  const site = new Site(() => probe);
  site.endpoint = 'https://mcp.example.com';
  return {
    stage: {
      name: 'prod',
      endpoint: site.endpoint,
      auth: { hasAnonymous: false, hasIssuers: false },
      refreshSeconds: 1,
      streaming: { emptyBody: 'none', flush: 'filler' },
    },
    account: undefined,
    site,
    server: {
      key: 'spw_key',
      open: async () => ({ version: 1, isRepeated: true }),
      publishLater: async () => {},
      close: async () => {},
    },
    now: Date.now,
    wait: async () => {},
    ...more,
  };
}

/** An endpoint with one response to every request. */
function answering(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Probe {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32600, message: error } });
  return async () => ({ status, text, headers: new Headers(headers), headersMs: 1, arrivals: [], endMs: 1 });
}

describe('the challenge of a stage that admits callers with and without tokens', () => {
  const { stage } = contextOf(answering(401, ''));
  const open = { stage: { ...stage, auth: { hasAnonymous: true, hasIssuers: true } } };

  test('is measured with a bad token', async () => {
    const header = {
      'www-authenticate': 'Bearer error="invalid_token", resource_metadata="https://mcp.example.com/x"',
    };

    const outcomes = await challenge.run(contextOf(answering(401, '', header), open));

    expect(outcomes.map(({ status }) => status)).toEqual(['skipped', 'passed', 'passed']);
  });

  test('fails where the header does not arrive', async () => {
    const outcomes = await challenge.run(contextOf(answering(401, ''), open));

    expect(outcomes.map(({ status }) => status)).toEqual(['skipped', 'failed', 'passed']);
  });
});

describe('a large body', () => {
  const failing = (code: string) =>
    contextOf(async () => {
      throw new ProbeFailed(`failed with ${code}`, code);
    });

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])(
    'for which the connection is closed (%s) is refused',
    async (code) => {
      expect(await largeBody.run(failing(code))).toMatchObject([{ status: 'warned' }, { status: 'warned' }]);
    },
  );

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'TIMEOUT'])('that never arrives (%s) is not', async (code) => {
    await expect(largeBody.run(failing(code))).rejects.toThrow(`failed with ${code}`);
  });
});

describe('where a second run replaced the server', () => {
  const once = 'Run doctor again, once at a time: a second run replaces the server and the key of the first.';

  test.each([listDirect, callStream])('$id advises to run doctor once at a time', async ({ run }) => {
    const outcomes = await run(contextOf(answering(404, `Unknown MCP server: ${DOCTOR_SERVER}`)));

    expect(new Set(outcomes.map(({ fix }) => fix))).toEqual(new Set([once]));
  });

  test('a refused key has the same advice, and the deny list as the other cause', async () => {
    const outcomes = await listDirect.run(contextOf(answering(401, 'The API key is not valid')));

    expect(outcomes).toMatchObject([
      { status: 'failed', fix: `${once} If the deny list names every key, see \`spillway deny list\`.` },
    ]);
  });
});

test('Ctrl-C while doctor waits for its server to be visible is not a failure of the server', async () => {
  const wait = () => Promise.reject(new Interrupted());

  const run = builtInServer.run(contextOf(answering(200, ''), { wait }));

  await expect(run).rejects.toThrow(Interrupted);
});

test.each([
  [ACCOUNT, 1],
  ['999999999999', 0],
])('the server of a stage of account %s is opened %d times with the credentials of one account', async (own, times) => {
  const aws = await startAwsAccount(NEW_ACCOUNT);
  const text = `
account: "${own}"
region: ${REGION}
edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev }
auth: { apiKeys: true }
`;
  const account = openBeforeContext({
    stage: 'prod',
    config: parseStage(text, 'config/prod.yaml'),
    root: REPOSITORY_ROOT,
    now: Date.now,
    endpoint: aws.endpoint,
    credentials: CREDENTIALS,
  });
  let opened = 0;
  const context = contextOf(answering(200, ''), { account });
  const open = async () => {
    opened += 1;
    return { version: 1, isRepeated: false };
  };

  const outcomes = await builtInServer.run({ ...context, server: { ...context.server, open } });

  account.close();
  await aws.close();
  expect(opened).toBe(times);
  expect(outcomes).toMatchObject([times === 1 ? { status: 'passed' } : { status: 'failed', key: 'account' }]);
});
