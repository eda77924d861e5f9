import 'aws-cdk-lib/testhelpers/jest-autoclean';
import type { Json } from '../synthesize.ts';
import { deploymentsOf } from './documents.ts';
import { sectionOf } from './page.ts';
import { stageTemplate } from './templates.ts';

/** The rows of the page's table: when a resource stays. */
const documented = new Map(
  [...sectionOf('What stays after a removal').matchAll(/^\| (The [^|]*?) +\| ([^|]*?) +\|$/gm)].map(
    ([, what = '', when = '']): [string, string] => [what, when],
  ),
);

const STAYS: Readonly<Record<string, readonly string[]>> = {
  'The tables of catalogue and audit': ['Data_Audit', 'Data_Catalog'],
  "The bucket of the load balancer's access logs": ['Network_LoadBalancerAccessLogs'],
  'The records of calls, and the key of their digests': [
    'Service_CallAuditCalls',
    'Service_CallAuditDigestKey',
    'Service_CallAuditStream',
  ],
  "The role of API Gateway, and the account's setting": [
    'Service_PrivateApiAccount',
    'Service_PrivateApiCloudWatchRole',
  ],
};

/** The resources that stay when the stacks of a stage are deleted. */
function stayingOf(beside: Readonly<Record<string, unknown>>): string[] {
  const [config] = deploymentsOf('edge.idleTimeoutSeconds', { values: [310], beside });
  if (config === undefined) throw new Error('expected a stage');
  return Object.entries(stageTemplate('prod', config).Resources)
    .filter(([, { DeletionPolicy = 'Delete' }]: [string, Json]) => DeletionPolicy !== 'Delete')
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

test.each([true, false])('what stays is what the page lists: catalog.retain %s', (retain) => {
  for (const calls of [true, false]) {
    for (const accountRole of ['create', 'existing']) {
      const settings = {
        'catalog.retain': retain,
        'audit.calls': calls,
        'apiGateway.accountRole': accountRole,
      };
      // A row names each setting that it depends on, with the value that keeps the resource.
      const staying = Object.entries(STAYS).filter(([what]) => {
        const conditions = [...(documented.get(what) ?? '').matchAll(/`([a-zA-Z.]+): ([a-z]+)`/g)];
        return conditions.every(([, key = '', value]) => String(settings[key as keyof typeof settings]) === value);
      });

      expect(stayingOf(settings).sort()).toEqual(staying.flatMap(([, ids]) => ids).sort());
    }
  }
});

test('the page lists them, and nothing else', () => {
  expect([...documented.keys()]).toEqual(Object.keys(STAYS));
});
