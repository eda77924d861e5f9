import { statSync } from 'node:fs';
import { type Properties, physicalId, propertiesOf, type Resolver, type Resource } from '../template/index.ts';
import type { FunctionSpec } from './spec.ts';

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

const INERT = {
  Architectures: 'processes have the architecture of this machine',
  Description: 'for people',
  EphemeralStorage: 'processes share the disk of this machine',
  KmsKeyArn: 'nothing is encrypted at rest locally',
  RecursiveLoop: 'a guard of the account',
  RuntimeManagementConfig: 'the runtime is the one of the dev dependency node',
  Tags: 'for bills',
  TracingConfig: 'no traces are collected locally',
  VpcConfig: 'loopback has no network to build',
};

/** The functions to run, and every ARN that calls one of them. */
interface FunctionModels {
  readonly specs: readonly FunctionSpec[];
  /** ARN of a function, version or alias to the function's own ARN. */
  readonly targets: ReadonlyMap<string, string>;
}

/**
 * Reads the functions of the templates. Functions that only serve custom resources act while CloudFormation deploys, so
 * they do not run here.
 *
 * @throws TemplateError for a property that is not played
 */
export function readFunctions(resolver: Resolver): FunctionModels {
  const providers = providerArns(resolver);
  const specs: FunctionSpec[] = [];
  const targets = new Map<string, string>();
  for (const resource of resolver.resources('AWS::Lambda::Function')) {
    const properties = propertiesOf(resource, resolver);
    const arn = String(resolver.attribute(resource.logicalId, 'Arn', resource.stack, properties.where));
    if (providers.has(arn)) continue;
    specs.push(readFunction(resource, arn, resolver));
    targets.set(arn, arn);
  }
  for (const version of resolver.resources('AWS::Lambda::Version')) {
    const properties = propertiesOf(version, resolver);
    properties.closed(['FunctionName'], {
      CodeSha256: 'the bundle of the assembly is the only version',
      Description: 'for people',
      ProvisionedConcurrencyConfig: 'processes start on demand',
    });
    addTarget(version, properties, targets, resolver);
  }
  for (const alias of resolver.resources('AWS::Lambda::Alias')) {
    const properties = propertiesOf(alias, resolver);
    properties.closed(['FunctionName', 'FunctionVersion', 'Name'], {
      Description: 'for people',
      ProvisionedConcurrencyConfig: 'processes start on demand',
    });
    addTarget(alias, properties, targets, resolver);
  }
  return { specs, targets };
}

function readFunction(resource: Resource, arn: string, resolver: Resolver): FunctionSpec {
  const properties = propertiesOf(resource, resolver).closed(
    [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    INERT,
  );
  if (!properties.string('Runtime').startsWith('nodejs')) properties.fail('Runtime', 'only Node.js is played');
  const name = physicalId(resource, resolver);
  const variables = properties.optionalObject('Environment')?.closed(['Variables']);
  const logging = properties.optionalObject('LoggingConfig')?.closed(['LogGroup'], {
    ApplicationLogLevel: 'every line is shown',
    LogFormat: 'lines are shown as the function wrote them',
    SystemLogLevel: 'there are no lines of the platform',
  });
  return {
    name,
    label: properties.optionalString('FunctionName') ?? labelOf(resource.logicalId),
    arn,
    codeDirectory: codeDirectory(properties, resolver),
    handler: properties.string('Handler'),
    memoryMb: properties.optionalNumber('MemorySize') ?? DEFAULT_MEMORY_MB,
    timeoutSeconds: properties.optionalNumber('Timeout') ?? DEFAULT_TIMEOUT_SECONDS,
    concurrency: properties.optionalNumber('ReservedConcurrentExecutions') ?? DEFAULT_CONCURRENCY,
    region: resource.stack.region,
    logGroup: logging?.optionalString('LogGroup') ?? `/aws/lambda/${name}`,
    roleArn: properties.optionalString('Role'),
    environment: variables?.texts('Variables') ?? {},
  };
}

/** `FunctionsDirectFunction5B66ABAC`, a construct `Direct` among `Functions`, is `direct` to people. */
function labelOf(logicalId: string): string {
  const name = logicalId.replace(/[0-9A-F]{8}$/, '');
  return (/^Functions(.+)Function$/.exec(name)?.[1] ?? name).toLowerCase();
}

/** The directory that a deployment would zip and upload. */
function codeDirectory(properties: Properties, resolver: Resolver): string {
  const key = properties.object('Code').closed(['S3Key'], { S3Bucket: 'the asset lies on disk' }).string('S3Key');
  const path = resolver.assembly.assets.get(key);
  if (path !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  return properties.fail(
    'Code',
    `the assembly has no directory for the asset ${key}`,
    'Bundle it as a directory in lib/',
  );
}

function providerArns(resolver: Resolver): Set<string> {
  const customResources = resolver.assembly.stacks
    .flatMap((stack) => [...stack.resources.values()])
    .filter((resource) => 'ServiceToken' in resource.properties && resolver.exists(resource));
  return new Set(customResources.map((resource) => propertiesOf(resource, resolver).string('ServiceToken')));
}

function addTarget(resource: Resource, properties: Properties, targets: Map<string, string>, resolver: Resolver): void {
  const name = properties.string('FunctionName');
  const owner = [...targets.values()].find((arn) => arn === name || arn.endsWith(`:function:${name}`));
  if (owner === undefined) return;
  targets.set(physicalId(resource, resolver), owner);
}
