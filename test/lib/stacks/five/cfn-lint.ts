import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A finding of cfn-lint. */
const finding = z.object({
  Rule: z.object({ Id: z.string() }),
  Filename: z.string(),
  Message: z.string(),
  Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullish() }),
});

/** Rules that do not apply to templates of the CDK. */
const IGNORED: Readonly<Record<string, string>> = {
  W3005: 'The CDK writes DependsOn for whole constructs, also where a reference has the same effect.',
  W3010: 'A stage that names its zones does so on purpose; the others use Fn::GetAZs.',
};

/**
 * The findings of cfn-lint in the templates of some assemblies: rule, file, place and message.
 *
 * @param directories of the assemblies
 * @throws Error when the tool itself fails
 */
export function lintTemplates(directories: readonly string[]): string[] {
  const templates = directories.flatMap((directory) =>
    readdirSync(directory)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => join(directory, file)),
  );
  const options = ['--format', 'json', '--ignore-checks', ...Object.keys(IGNORED)];
  const { stdout, stderr, error } = spawnSync('cfn-lint', [...options, '--', ...templates], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || stdout.trim() === '') {
    throw new Error(`cfn-lint failed (to install it: pip install cfn-lint): ${error?.message ?? stderr}`);
  }
  return z
    .array(finding)
    .parse(JSON.parse(stdout))
    .map(({ Rule, Filename, Message, Location }) =>
      [Rule.Id, Filename.replace(/^.*\//, ''), (Location.Path ?? []).join('/'), Message].join(' '),
    );
}
