import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { parseStage } from '../../../lib/config/index.ts';
import { ANY_NAME, childOf, keysOf } from '../../../lib/config/keys.ts';
import { stageSchema } from '../../../lib/config/schema.ts';
import { STAGE_KEYS } from '../../support/stage-keys.ts';
import type { Json } from '../stacks/synthesize.ts';

const document = readFileSync(join(REPOSITORY_ROOT, 'docs', 'stages.md'), 'utf8');

const REQUIRED = {
  region: 'eu-central-1',
  edge: { allowedCidrs: ['203.0.113.7/32'], domainName: 'mcp.example.com' },
  // A stage needs one method; the others keep their defaults.
  auth: { anonymous: {} },
};

/** A row of the document's tables: the keys in its first cell, and the text of their default. */
const rows = [...document.matchAll(/^\| (`.*?) +\| .*? +\| (.*?) +\| .* \|$/gm)].map(
  ([, keys = '', fallback = '']) => ({
    keys: [...keys.matchAll(/`(.+?)`/g)].map(([, key = '']) => key),
    fallback,
  }),
);

const examples: Json[] = [...document.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => parse(yaml));

/** The keys that an example uses, in the same words. */
function keysUsed(example: Json, schema: unknown, path = ''): string[] {
  if (Array.isArray(example)) {
    const element = childOf(schema, 0);
    return keysOf(element).length > 0 ? example.flatMap((each) => keysUsed(each, element, `${path}[]`)) : [path];
  }
  if (typeof example !== 'object') return [path];
  return Object.entries(example).flatMap(([key, value]) => {
    const word = keysOf(schema).includes(key) ? key : ANY_NAME;
    return keysUsed(value, childOf(schema, key), path === '' ? word : `${path}.${word}`);
  });
}

describe('docs/stages.md', () => {
  test('has a row for every key of the schema, and for no other', () => {
    expect(rows.flatMap(({ keys }) => keys).sort()).toEqual([...STAGE_KEYS].sort());
    expect(STAGE_KEYS).toContain('functions.{name}.permissions[].actions');
  });

  test('shows every key in an example', () => {
    const used = new Set(examples.flatMap((example) => keysUsed(example, stageSchema)));
    expect(STAGE_KEYS.filter((key) => !used.has(key))).toEqual([]);
  });

  test.each(examples.map((example) => [Object.keys(example).join(', '), example]))(
    'its example of %s is a good stage',
    (_, example) => {
      const edge = { ...REQUIRED.edge, ...example.edge };
      expect(() => parseStage(stringify({ ...REQUIRED, ...example, edge }), 'docs/stages.md')).not.toThrow();
    },
  );

  test('states the defaults of the schema', () => {
    const { functions, ...stage } = parseStage(
      stringify({ ...REQUIRED, functions: { rank: { entry: 'rank.ts' } }, tables: { orders: { table: 'orders' } } }),
      'docs/stages.md',
    );
    const { rank } = functions.toolkit;
    const { orders } = stage.tables;
    const config: Json = { ...stage, functions: { ...functions, [ANY_NAME]: rank }, tables: { [ANY_NAME]: orders } };
    const stated = rows.filter(({ fallback }) => fallback.startsWith('`'));
    expect(stated.length).toBeGreaterThan(15);
    for (const { keys, fallback } of stated) {
      for (const key of keys) {
        const value = key.split('.').reduce((parent, step) => parent[step], config);
        expect({ key, value }).toEqual({ key, value: parse(fallback.replaceAll('`', '')) });
      }
    }
  });

  test('states which keys have no default', () => {
    const keysWith = (word: string) => rows.filter(({ fallback }) => fallback === word).flatMap(({ keys }) => keys);
    expect(keysWith('required')).toEqual([
      'region',
      'edge.allowedCidrs',
      'edge.hostedZone.id',
      'edge.hostedZone.name',
      'network.existing.vpcId',
      'network.existing.subnetIds',
      'network.existing.zones',
      'auth.issuers[].issuer',
      'functions.stream.vpc.subnetIds',
      'functions.stream.vpc.securityGroupIds',
      'functions.worker.vpc.subnetIds',
      'functions.worker.vpc.securityGroupIds',
      'functions.{name}.entry',
      'functions.{name}.vpc.subnetIds',
      'functions.{name}.vpc.securityGroupIds',
      'functions.{name}.permissions[].actions',
      'functions.{name}.permissions[].resources',
      'tables.{name}.table',
    ]);
  });
});

describe('config/prod.yaml', () => {
  test('has examples in comments that do when they are uncommented', () => {
    const text = readFileSync(join(REPOSITORY_ROOT, 'config', 'prod.yaml'), 'utf8');
    // Prose has no word with a colon in front.
    const uncommented = text.replace(/^( *)# ( *(?:- )?[a-zA-Z]+:(?: .*)?)$/gm, '$1$2');
    expect(parseStage(uncommented, 'config/prod.yaml')).toMatchObject({
      edge: { domainName: 'mcp.example.com' },
      functions: { toolkit: { rank: { permissions: [{ actions: ['s3:GetObject'] }] } } },
      existingFunctions: { report: expect.any(String) },
      tables: { orders: { writable: false }, carts: { writable: true } },
      awsRoles: { reports: expect.any(String) },
    });
  });
});
