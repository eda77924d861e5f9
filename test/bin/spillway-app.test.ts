import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';

/** Runs the CDK app as the CDK's command line does. */
function runApp(context: Readonly<Record<string, string>>): { readonly code: number | null; readonly lines: string[] } {
  const flags = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'cdk.json'), 'utf8')).context;
  const directory = mkdtempSync(join(tmpdir(), 'spillway-app-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/spillway-app.ts'], {
      cwd: REPOSITORY_ROOT,
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        CDK_OUTDIR: directory,
        CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }),
      },
    });
    return { code: status, lines: stderr.trim().split('\n') };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('prod as it ships synthesizes, warns about its example, and prints what the operator prepares', () => {
  const { code, lines } = runApp({ stage: 'prod' });

  expect(code).toBe(0);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^warning: edge\.domainName is mcp\.example\.com, an example that nobody can own\./),
      expect.stringMatching(
        /^note: Before the first deployment, request an ACM certificate .* \/spillway\/prod\/certificate-arn /,
      ),
      expect.stringMatching(/^note: Before the first deployment, make sure that API Gateway has a role for logs/),
      expect.stringMatching(/^note: After the first deployment, create a DNS record from mcp\.example\.com/),
    ]),
  );
}, 60_000);

test('dev as it ships synthesizes with a warning, and a deployment refuses it', () => {
  const refused = runApp({ stage: 'dev', deploy: 'true' });
  const synthesized = runApp({ stage: 'dev' });

  expect(refused).toEqual({
    code: 1,
    lines: [
      expect.stringMatching(/^config\/dev\.yaml:\d+: edge\.allowedCidrs: found 127\.0\.0\.1\/32; expected an address/),
    ],
  });
  expect(synthesized.code).toBe(0);
  expect(synthesized.lines).toContainEqual(expect.stringMatching(/^warning: edge\.allowedCidrs is 127\.0\.0\.1\/32/));
}, 60_000);
