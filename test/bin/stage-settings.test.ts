import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed } from '../../bin/cli/context.ts';
import { keepVersionsOf, maxKeyDaysOf } from '../../bin/cli/stage-settings.ts';
import { KEEP_VERSIONS } from '../../lambda/catalog/publish/index.ts';
import { parseStage } from '../../lib/config/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spillway-stage-'));
  mkdirSync(join(root, 'config'));
});
afterEach(() => rmSync(root, { recursive: true }));

const stageText = (more: string) =>
  `region: us-east-1\nedge: { allowedCidrs: [203.0.113.0/24], domainName: mcp.example.com }\nauth: { apiKeys: true }\n${more}`;

test('the stage in the name of the table decides', () => {
  writeFileSync(join(root, 'config', 'blue.yaml'), stageText('catalog: { keepVersions: 3 }'));

  expect(keepVersionsOf('spillway-blue-catalog', root)).toBe(3);
  expect(keepVersionsOf('arn:aws:dynamodb:us-east-1:123456789012:table/spillway-blue-catalog', root)).toBe(3);
});

test('another table, and a stage without a file, have the default of every stage', () => {
  expect(parseStage(stageText(''), 'a.yaml').catalog.keepVersions).toBe(KEEP_VERSIONS);
  expect(keepVersionsOf('catalogue', root)).toBe(KEEP_VERSIONS);
  expect(keepVersionsOf('spillway-green-catalog', root)).toBe(KEEP_VERSIONS);
});

test('a broken stage file is an error: the number may be in it', () => {
  writeFileSync(join(root, 'config', 'blue.yaml'), stageText('catalog: { keepVersions: 0 }'));

  expect(() => keepVersionsOf('spillway-blue-catalog', root)).toThrow(CommandFailed);
});

test('the same for the longest lifetime of a key', () => {
  writeFileSync(join(root, 'config', 'blue.yaml'), stageText('').replace('auth: {', 'auth: { maxKeyDays: 30,'));

  expect(maxKeyDaysOf('spillway-blue-catalog', root)).toBe(30);
  expect(maxKeyDaysOf('catalogue', root)).toBe(parseStage(stageText(''), 'a.yaml').auth.maxKeyDays);
});
