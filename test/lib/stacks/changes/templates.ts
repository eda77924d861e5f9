import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../../../../lib/app.ts';
import type { StageConfig } from '../../../../lib/config/index.ts';
import { FUNCTIONS, mapValues } from '../../../../lib/functions/index.ts';
import { APP, type Json } from '../synthesize.ts';

/** Resources by stack and logical id, as one template: `Network_Vpc`. */
export type StageTemplate = { readonly Resources: Readonly<Record<string, Json>>; readonly Parameters: Json };

/**
 * All stacks of a stage as one template, in which a value of another stack is a reference like any other. So a diff follows a
 * replacement from stack to stack. Without rules, which the tests of the five stages check.
 */
export function stageTemplate(stage: string, config: StageConfig): StageTemplate {
  const directory = mkdtempSync(join(tmpdir(), 'spillway-changes-'));
  try {
    const app = new App({ ...APP, analyticsReporting: false, outdir: join(directory, 'out') });
    const code = (name: string) => {
      const path = join(directory, name);
      mkdirSync(path);
      writeFileSync(join(path, 'index.mjs'), `export const handler = async () => '${name}';\n`);
      return path;
    };
    const toolkit = mapValues(config.functions.toolkit, (_, name) => code(name));
    addStacks(app, { stage, config, code: { ...mapValues(FUNCTIONS, (_, name) => code(name)), toolkit } });
    const stacks = app.synth().stacks.map(({ stackName, template }) => ({ stackName, template: template as Json }));
    return merged(stacks);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A stack, as an assembly has it. */
interface NamedTemplate {
  readonly stackName: string;
  readonly template: Json;
}

function merged(stacks: readonly NamedTemplate[]): StageTemplate {
  const outputs = new Map(
    stacks.flatMap(({ stackName, template }) =>
      Object.entries(template.Outputs ?? {}).map(([name, { Value }]: [string, Json]): [string, Json] => [
        `${stackName} ${name}`,
        withPrefix(Value, prefixOf(stackName)),
      ]),
    ),
  );
  const Resources: Record<string, Json> = {};
  const Parameters: Record<string, Json> = {};
  for (const { stackName, template } of stacks) {
    const prefix = prefixOf(stackName);
    for (const [id, parameter] of Object.entries(template.Parameters ?? {})) Parameters[`${prefix}${id}`] = parameter;
    for (const [id, { Metadata: _, DependsOn = [], ...resource }] of Object.entries<Json>(template.Resources)) {
      Resources[`${prefix}${id}`] = {
        ...withoutStacks(withPrefix(resource, prefix), outputs),
        DependsOn: [DependsOn].flat().map((other) => `${prefix}${other}`),
      };
    }
  }
  return { Resources, Parameters };
}

function prefixOf(stackName: string): string {
  return `${stackName.replace(/^.*-/, '')}_`;
}

function withPrefix(value: Json, prefix: string): Json {
  if (Array.isArray(value)) return value.map((inner) => withPrefix(inner, prefix));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.Ref === 'string') return value.Ref.startsWith('AWS::') ? value : { Ref: `${prefix}${value.Ref}` };
  const [id, ...attribute] = value['Fn::GetAtt'] ?? [];
  if (id !== undefined) return { 'Fn::GetAtt': [`${prefix}${id}`, ...attribute] };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPrefix(inner, prefix)]));
}

function withoutStacks(value: Json, outputs: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(value)) return value.map((inner) => withoutStacks(inner, outputs));
  if (typeof value !== 'object' || value === null) return value;
  const other = value['Fn::GetStackOutput'];
  if (other === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutStacks(inner, outputs)]));
  }
  const found = outputs.get(`${other.StackName} ${other.OutputName}`);
  if (found === undefined) throw new Error(`stack ${other.StackName} has no output ${other.OutputName}`);
  return found;
}
