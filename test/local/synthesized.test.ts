import { Readable } from 'node:stream';
import type { FunctionSettings } from '../../lambda/settings.ts';
import { type AlbRequest, readLoadBalancer } from '../../local/alb/index.ts';
import { readStatements } from '../../local/iam/index.ts';
import type { Invocable } from '../../local/lambda/index.ts';
import { readEventInvokeConfigs, readFunctions } from '../../local/lambda/index.ts';
import { readPrivateApis } from '../../local/private-api/index.ts';
import { synthesize } from '../../local/synth.ts';
import { readTables, readTimesToLive } from '../../local/table/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from '../../local/template/index.ts';
import { scratch } from './support/scratch.ts';

const directory = scratch();
afterAll(() => directory.remove());

/** The rules that every stage has, by priority (DESIGN section 3). */
const RULES = [10, 20, 30, 40, 50, 900, 999, 'default'];

/** Where the load balancer sends each method, by its header `Mcp-Method`: buffered what is small and never streams. */
const LANDS: Readonly<Record<string, 'lambda' | 'ip'>> = {
  'server/discover': 'lambda',
  'tools/list': 'lambda',
  'prompts/list': 'lambda',
  'resources/list': 'lambda',
  'resources/templates/list': 'lambda',
  'tools/call': 'ip',
  'prompts/get': 'ip',
  'resources/read': 'ip',
  'completion/complete': 'ip',
  'subscriptions/listen': 'ip',
  'tasks/get': 'ip',
  'tasks/update': 'ip',
  'tasks/cancel': 'ip',
  // Clients before 2026-07-28 do not send the header.
  '': 'ip',
};

function requestOf(method: string): AlbRequest {
  const headers = [['Content-Type', 'application/json'], ...(method === '' ? [] : [['Mcp-Method', method]])] as const;
  const where = { method: 'POST', path: '/mcp/orders', query: '', sourceIp: '127.0.0.1' };
  return { ...where, headers: headers.map(([name = '', value = '']) => [name, value]), body: Readable.from([]) };
}

test.each(['dev', 'prod'])('the templates of %s are known in every part', async (stage) => {
  const assembly = directory.inside(stage);
  await synthesize(stage, assembly);
  const resolver = new Resolver(
    readAssembly(assembly),
    physicalAttributes(() => '127.0.0.1:8787'),
  );

  checkAssembly(resolver.assembly);
  const functions = readFunctions(resolver);
  const find = (arn: string): Invocable | undefined => {
    const spec = functions.specs.find((candidate) => candidate.arn === functions.targets.get(arn));
    return spec && { ...spec, invoke: () => Promise.reject(new Error('not here')) };
  };
  const { apis, endpoints } = readPrivateApis(resolver, find);
  const balancer = readLoadBalancer(resolver, find);
  const tables = readTables(resolver);

  const own = functions.specs.filter(({ label }) => ['direct', 'stream', 'worker'].includes(label));
  expect(own).toHaveLength(3);
  for (const { environment } of own) {
    const settings = JSON.parse(environment.SPILLWAY_SETTINGS ?? '') as FunctionSettings;
    expect(settings).toMatchObject({ stage, table: tables[0]?.TableName, state: { table: tables[1]?.TableName } });
    expect(settings.state.signingSecret).toMatch(/^arn:aws:secretsmanager:/);
    expect(settings.publicUrl).toMatch(/127\.0\.0\.1:8787$|^https:/);
  }
  for (const { roleArn = '' } of functions.specs) {
    expect(readStatements(resolver, roleArn)).toContainEqual(
      expect.objectContaining({ allows: true, actions: expect.arrayContaining(['logs:PutLogEvents']) }),
    );
  }
  const worker = own.find(({ label }) => label === 'worker');
  expect([...readEventInvokeConfigs(resolver)]).toEqual([[`${worker?.arn}:live`, { maxAgeMs: 3_600_000, retries: 2 }]]);
  expect([...readTimesToLive(resolver)]).toEqual([[tables[1]?.TableName, 'expires']]);
  expect(apis).toHaveLength(1);
  expect(endpoints.size).toBe(2);
  expect(balancer.rules.map(({ priority }) => priority)).toEqual(expect.arrayContaining(RULES));
  const lands = Object.keys(LANDS).map((method) => {
    const rule = balancer.rules.find(({ matches }) => matches(requestOf(method)));
    return [method, rule?.action.type];
  });
  expect(Object.fromEntries(lands)).toEqual(LANDS);
  expect(balancer.idleTimeoutMs).toBeGreaterThanOrEqual(310_000);
  expect(balancer.notes).toEqual(
    stage === 'prod' ? [expect.stringContaining('the HTTPS listener is played as plain HTTP on loopback')] : [],
  );
});

test('a stage that does not exist is an error in the app’s own words', async () => {
  await expect(synthesize('nowhere', directory.inside('nowhere'))).rejects.toThrow(
    /the CDK app of stage nowhere failed:[\s\S]*nowhere/,
  );
});
