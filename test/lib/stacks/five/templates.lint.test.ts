import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintTemplates } from './cfn-lint.ts';
import { FIVE, synthesizeFile } from './stages.ts';

describe('cfn-lint', () => {
  test('finds nothing in the templates of the five stages', () => {
    expect(lintTemplates(FIVE.map((stage) => synthesizeFile(stage).directory))).toEqual([]);
  });

  test('finds a property that no resource has', () => {
    const directory = mkdtempSync(join(tmpdir(), 'spillway-lint-'));
    const data = 'Spillway-prod-Data.template.json';
    const text = readFileSync(join(synthesizeFile('prod').directory, data), 'utf8');
    writeFileSync(join(directory, data), text.replaceAll('"BillingMode"', '"BillingMoed"'));

    const found = lintTemplates([directory]);

    rmSync(directory, { recursive: true });
    expect(found).toEqual(
      expect.arrayContaining([expect.stringMatching(/^E3002 Spillway-prod-Data\.template\.json .*BillingMoed/)]),
    );
  });
});
