import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCfnLint, lintTemplates } from './cfn-lint.ts';
import { FIVE, synthesizeFile } from './stages.ts';

const runs = hasCfnLint();
if (!runs)
  console.warn('cfn-lint is not installed: the templates of the five stages are not linted (pip install cfn-lint)');

(runs ? describe : describe.skip)('cfn-lint', () => {
  test('finds nothing in the templates of the five stages', () => {
    expect(lintTemplates(FIVE.map((stage) => synthesizeFile(stage).directory))).toEqual([]);
  });

  test('finds a property that no resource has', () => {
    const directory = mkdtempSync(join(tmpdir(), 'spillway-lint-'));
    cpSync(synthesizeFile('prod').directory, directory, { recursive: true });
    const [data = ''] = readdirSync(directory).filter((file) => file.endsWith('-Data.template.json'));
    const text = readFileSync(join(directory, data), 'utf8');
    writeFileSync(join(directory, data), text.replaceAll('"BillingMode"', '"BillingMoed"'));

    const found = lintTemplates([directory]);

    rmSync(directory, { recursive: true });
    expect(found).toEqual(
      expect.arrayContaining([expect.stringMatching(/^E3002 Spillway-prod-Data\.template\.json .*BillingMoed/)]),
    );
  });
});
