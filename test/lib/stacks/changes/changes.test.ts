import 'aws-cdk-lib/testhelpers/jest-autoclean';
import type { StageConfig } from '../../../../lib/config/index.ts';
import { STAGE_KEYS } from '../../../support/stage-keys.ts';
import { deploymentsOf } from './documents.ts';
import { type Impact, impactOf } from './impact.ts';
import { sectionOf } from './page.ts';
import { CHANGES, type KeyChange } from './table.ts';
import { type StageTemplate, stageTemplate } from './templates.ts';

/** The rows of the page's table of changes, by key: what a change does. */
const documented = new Map(
  [...sectionOf('Changes of a deployed stage').matchAll(/^\| `([^|]*?)` +\| ([^|]*?) +\|$/gm)].flatMap(
    ([, keys = '', effect = '']) => keys.split('`, `').map((key): [string, string] => [key, effect]),
  ),
);

/** Templates by configuration: most changes start from the same stage. */
const templates = new Map<string, StageTemplate>();

function templateOf(config: StageConfig): StageTemplate {
  const text = JSON.stringify(config);
  const template = templates.get(text) ?? stageTemplate('prod', config);
  templates.set(text, template);
  return template;
}

/** What the deployments of a change do, each compared with the one before. */
function impactsOf(key: string, change: KeyChange): Impact[] {
  const deployed = deploymentsOf(key, change).map(templateOf);
  return deployed.slice(1).map((after, index) => impactOf(deployed[index] ?? after, after));
}

const once = (names: readonly string[]) => [...new Set(names)].sort();

const CASES = Object.entries(CHANGES).flatMap(([key, changes]) =>
  changes.map((change): [string, KeyChange] => [key, change]),
);

test('every key of a stage file has its changes', () => {
  expect(Object.keys(CHANGES).sort()).toEqual([...STAGE_KEYS].sort());
});

// CloudFormation would keep a stack from updating a value that another one imports. No stack exports any: decisions.ts.
describe('a deployed stage', () => {
  test.each(CASES.filter(([, { elsewhere }]) => elsewhere === undefined))(
    'takes another %s without moving what it keeps, or its page warns',
    (key, change) => {
      const impacts = impactsOf(key, change);

      expect(impacts.map(({ changes }) => changes)).toEqual(impacts.map(() => change.outside === undefined));
      expect({
        moves: once(impacts.flatMap(({ moved }) => moved)),
        leaves: once(impacts.flatMap(({ left }) => left)),
        blocks: once(impacts.flatMap(({ blocked }) => blocked)),
      }).toEqual({
        moves: once(change.moves ?? []),
        leaves: once(change.leaves ?? []),
        blocks: once(change.blocks ?? []),
      });
    },
  );

  test('keeps its tables and its signing key, whatever changes', () => {
    const moved = CASES.flatMap(([, { moves = [] }]) => moves);
    expect(moved.filter((id) => !/^Network_(LoadBalancerAlb$|NetworkVpc)/.test(id))).toEqual([]);
  });
});

describe('docs/stages.md', () => {
  /** The words that the row of a key must have. */
  const warnings = ({ moves = [], leaves = [], blocks = [], elsewhere }: KeyChange): string[] => [
    ...(moves.includes('Network_LoadBalancerAlb') ? ['replaces the load balancer'] : []),
    ...(blocks.length > 0 ? ['fails'] : []),
    ...(leaves.length > 0 ? ['stay'] : []),
    ...(elsewhere === undefined ? [] : ['another deployment']),
  ];
  const warned = CASES.filter(([, change]) => warnings(change).length > 0);

  test.each(warned)('warns of a change of %s', (key, change) => {
    const effect = documented.get(key) ?? documented.get(key.replace(/\.[a-zA-Z]+$/, '')) ?? '';
    for (const expected of warnings(change)) expect(effect.toLowerCase()).toContain(expected);
  });

  test('warns of no other key', () => {
    const others = [...documented.keys()].filter((key) => !warned.some(([other]) => `${other}.`.startsWith(`${key}.`)));
    expect(others).toEqual([]);
  });
});
