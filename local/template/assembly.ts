import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalStackError } from '../errors.ts';
import { isRecord, textOf } from './values.ts';

/** One resource of a template. */
export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly condition: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One CloudFormation stack of the cloud assembly. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** Every section of the template except `Resources`. */
  readonly template: Readonly<Record<string, unknown>>;
  readonly resources: ReadonlyMap<string, Resource>;
}

/** The output of `cdk synth`: the stacks, and the files that a deployment would upload. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** Path of each file asset on disk, by its S3 object key. */
  readonly assets: ReadonlyMap<string, string>;
}

const UNKNOWN_ACCOUNT = '000000000000';
const UNKNOWN_REGION = 'us-east-1';

/**
 * Reads a cloud assembly, nested assemblies (CDK stages) included.
 *
 * @param directory contains `manifest.json`
 * @throws LocalStackError when a file is missing or is not a JSON object
 */
export function readAssembly(directory: string): Assembly {
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(section(readJson(join(directory, 'manifest.json')), 'artifacts'))) {
    if (!isRecord(artifact)) continue;
    const properties = section(artifact, 'properties');
    if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push(readStack(directory, id, textOf(artifact.environment) ?? '', properties));
    } else if (artifact.type === 'cdk:asset-manifest') {
      readAssets(directory, textOf(properties.file) ?? `${id}.json`, assets);
    } else if (artifact.type === 'cdk:cloud-assembly') {
      const nested = readAssembly(join(directory, textOf(properties.directoryName) ?? id));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    }
  }
  return { stacks, assets };
}

function readStack(directory: string, id: string, environment: string, properties: Record<string, unknown>): Stack {
  const template = readJson(join(directory, textOf(properties.templateFile) ?? `${id}.template.json`));
  const { account, region } = readEnvironment(environment);
  const resources = new Map<string, Resource>();
  const { Resources: _, ...sections } = template;
  const stack: Stack = { name: textOf(properties.stackName) ?? id, region, account, template: sections, resources };
  for (const [logicalId, resource] of Object.entries(section(template, 'Resources'))) {
    if (!isRecord(resource)) continue;
    resources.set(logicalId, {
      stack,
      logicalId,
      type: textOf(resource.Type) ?? '',
      condition: textOf(resource.Condition),
      properties: section(resource, 'Properties'),
    });
  }
  return stack;
}

/** Parses for example `aws://unknown-account/eu-west-1`, the environment of a stack without an account. */
function readEnvironment(environment: string): { account: string; region: string } {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/([^/]*)$/.exec(environment) ?? [];
  return {
    account: /^\d{12}$/.test(account) ? account : UNKNOWN_ACCOUNT,
    region: region === '' || region === 'unknown-region' ? UNKNOWN_REGION : region,
  };
}

function readAssets(directory: string, file: string, assets: Map<string, string>): void {
  for (const asset of Object.values(section(readJson(join(directory, file)), 'files'))) {
    if (!isRecord(asset)) continue;
    const path = textOf(section(asset, 'source').path);
    if (path === undefined) continue;
    for (const destination of Object.values(section(asset, 'destinations'))) {
      const key = isRecord(destination) ? textOf(destination.objectKey) : undefined;
      if (key !== undefined) assets.set(key, resolve(directory, path));
    }
  }
}

function readJson(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LocalStackError(`${path} cannot be read: ${String(error)}. Delete its directory and start again`);
  }
  if (!isRecord(value)) throw new LocalStackError(`${path} is not a JSON object. Delete its directory and start again`);
  return value;
}

function section(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = value[name];
  return isRecord(found) ? found : {};
}
