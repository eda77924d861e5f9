import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStage } from '../../../lib/app.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, type StageConfig } from '../../../lib/config/index.ts';

/** One stage as `cdk synth` makes it, with functions that do nothing. */
export interface SynthesizedStage {
  readonly stage: string;
  readonly config: StageConfig;
  readonly app: App;
  readonly data: Template;
  readonly service: Template;
  /** Directory of the templates and their assets. */
  readonly directory: string;
}

/**
 * Synthesizes a stage that ships, with the feature flags of cdk.json.
 *
 * @param change what to change in its configuration first
 */
export function synthesize(
  stage: string,
  change: (config: StageConfig) => StageConfig = (config) => config,
): SynthesizedStage {
  const cdkJson = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'cdk.json'), 'utf8'));
  const app = new App({ context: cdkJson.context });
  const config = change(loadStage(REPOSITORY_ROOT, stage));
  const code = { direct: codeOf('direct'), stream: codeOf('stream') };
  const stacks = addStage(app, { stage, config, code });
  const { directory } = app.synth();
  // The assembly has its own copy.
  for (const path of Object.values(code)) rmSync(path, { recursive: true });
  return {
    stage,
    config,
    app,
    data: Template.fromStack(stacks.data),
    service: Template.fromStack(stacks.service),
    directory,
  };
}

function codeOf(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `spillway-${name}-`));
  writeFileSync(join(directory, 'index.mjs'), `export const handler = async () => '${name}';\n`);
  return directory;
}

/** The one resource of its type whose properties hold the pattern. */
export function onlyResource(template: Template, type: string, pattern: object = {}): { id: string; properties: Json } {
  const found = Object.entries(template.findResources(type, { Properties: pattern }));
  const [first, ...others] = found;
  if (first === undefined || others.length > 0) throw new Error(`${found.length} resources of type ${type}, not one`);
  return { id: first[0], properties: first[1].Properties };
}

// A template is JSON that other code wrote: tests look into it by name.
// biome-ignore lint/suspicious/noExplicitAny: each use is compared with what it must be
export type Json = any;
