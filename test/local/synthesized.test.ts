import type { FunctionSettings } from '../../lambda/settings.ts';
import { readLoadBalancer } from '../../local/alb/index.ts';
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
