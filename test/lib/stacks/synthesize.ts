import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStage } from '../../../lib/app.ts';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import type { StageConfig } from '../../../lib/config/index.ts';
import { FUNCTIONS, type FunctionEntry, type FunctionName, mapValues } from '../../../lib/functions/index.ts';

/** One stage as `cdk synth` makes it, with functions that do nothing. */
export interface SynthesizedStage {
  readonly stage: string;
  readonly config: StageConfig;
  readonly app: App;
  readonly network: Template;
  readonly data: Template;
  readonly service: Template;
  /** Directory of the templates and their assets. */
  readonly directory: string;
}

/**
 * How tests make an app: the feature flags of cdk.json, without what takes most of the time of a synthesis. That is a stack
 * trace for each resource, and the validation of the templates; the tests of the five stages validate.
 */
export const APP = {
  context: JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'cdk.json'), 'utf8')).context,
  builtinCloudFormationValidation: false,
  stackTraces: false,
} satisfies AppProps;

interface SynthesisOptions {
  readonly functions?: Readonly<Record<FunctionName, FunctionEntry>>;
  /** Whether CloudFormation's rules are applied to the templates. */
  readonly validated?: boolean;
}

/** Synthesizes a stage. */
export function synthesize(
  stage: string,
  config: StageConfig,
  { functions = FUNCTIONS, validated = false }: SynthesisOptions = {},
): SynthesizedStage {
  const app = new App({ ...APP, builtinCloudFormationValidation: validated });
  const toolkit = Object.fromEntries(Object.keys(config.functions.toolkit).map((name) => [name, emptyCode(name)]));
  const own = mapValues(functions, (_, name) => emptyCode(name));
  const code = { ...own, toolkit };
  try {
    const stacks = addStage(app, { stage, config, code, functions });
    const { directory } = app.synth();
    const network = Template.fromStack(stacks.network);
    const data = Template.fromStack(stacks.data);
    const service = Template.fromStack(stacks.service);
    return { stage, config, app, network, data, service, directory };
  } finally {
    // The assembly has its own copy.
    for (const path of [...Object.values(own), ...Object.values(toolkit)]) rmSync(path, { recursive: true });
  }
}

function emptyCode(name: string): string {
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

/** The code that a function of the assembly in `directory` runs. */
export function codeOf(directory: string, { Code }: Json): string {
  return readFileSync(join(directory, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs'), 'utf8');
}

/** What a function may do: its role, and the statements of the one policy beside it. */
export function permissionsOf(template: Template, lambda: Json): { role: Json; statements: Json[] } {
  const [roleId] = lambda.Role['Fn::GetAtt'];
  const policy = onlyResource(template, 'AWS::IAM::Policy', { Roles: [{ Ref: roleId }] });
  return {
    role: template.findResources('AWS::IAM::Role')[roleId]?.Properties,
    statements: policy.properties.PolicyDocument.Statement,
  };
}

/** A value that another stack of the stage returns. The pattern matches the name of the output. */
export function outputOf(stage: string, stack: string, pattern: RegExp): Json {
  return {
    'Fn::GetStackOutput': {
      StackName: `Spillway-${stage}-${stack}`,
      Region: 'us-east-1',
      OutputName: expect.stringMatching(pattern),
    },
  };
}

/** Writes out a `Fn::Join`, with a mark in place of what only a deployment knows: the resource it refers to, or the intrinsic. */
export function deployed(value: Json): string {
  const parts: Json[] = value['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : (part.Ref ?? Object.keys(part)[0]))).join('');
}

// A template is JSON that other code wrote: tests look into it by name.
// biome-ignore lint/suspicious/noExplicitAny: each use is compared with what it must be
export type Json = any;
