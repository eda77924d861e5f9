import { statSync } from 'node:fs';
import { type Properties, physicalId, propertiesOf, type Resolver, type Resource } from '../template/index.ts';
import type { FunctionSpec } from './spec.ts';

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

const INERT = {
  Architectures: 'functions run on the architecture of this machine',
  Description: 'informational only',
  EphemeralStorage: 'functions share the disk of this machine',
  KmsKeyArn: 'the local stack does not encrypt at rest',
  RecursiveLoop: 'recursive loop detection is not emulated',
  RuntimeManagementConfig: 'the dev dependency node determines the runtime',
  Tags: 'cost allocation only',
  TracingConfig: 'the local stack collects no traces',
  VpcConfig: 'the local stack has no network',
};

/** The functions to run, and every ARN that invokes one of them. */
interface FunctionModels {
  readonly specs: readonly FunctionSpec[];
  /** From the ARN of a function, version or alias to the function's own ARN. */
  readonly targets: ReadonlyMap<string, string>;
}

/**
 * Reads the functions of the templates, except those that implement custom resources: these run only during a CloudFormation
 * deployment.
 *
 * @throws TemplateError for a property that is not emulated
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
      CodeSha256: 'the only version is the bundle in the assembly',
      Description: 'informational only',
      ProvisionedConcurrencyConfig: 'execution environments start on demand',
    });
    addTarget(version, properties, targets, resolver);
  }
  for (const alias of resolver.resources('AWS::Lambda::Alias')) {
    const properties = propertiesOf(alias, resolver);
    properties.closed(['FunctionName', 'FunctionVersion', 'Name'], {
      Description: 'informational only',
      ProvisionedConcurrencyConfig: 'execution environments start on demand',
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
  if (!properties.string('Runtime').startsWith('nodejs'))
    properties.fail('Runtime', 'only Node.js runtimes are emulated');
  const name = physicalId(resource, resolver);
  const variables = properties.optionalObject('Environment')?.closed(['Variables']);
  const reserved = properties.optionalNumber('ReservedConcurrentExecutions');
  const logging = properties.optionalObject('LoggingConfig')?.closed(['LogGroup'], {
    ApplicationLogLevel: 'every line is logged',
    LogFormat: 'lines are logged as the function writes them',
    SystemLogLevel: 'platform logs are not emulated',
  });
  return {
    name,
    label: properties.optionalString('FunctionName') ?? labelOf(resource.logicalId),
    arn,
    codeDirectory: codeDirectory(properties, resolver),
    handler: properties.string('Handler'),
    memoryMb: properties.optionalNumber('MemorySize') ?? DEFAULT_MEMORY_MB,
    timeoutSeconds: properties.optionalNumber('Timeout') ?? DEFAULT_TIMEOUT_SECONDS,
    concurrency: reserved ?? DEFAULT_CONCURRENCY,
    isReserved: reserved !== undefined,
    region: resource.stack.region,
    logGroup: logging?.optionalString('LogGroup') ?? `/aws/lambda/${name}`,
    roleArn: properties.optionalString('Role'),
    environment: variables?.texts('Variables') ?? {},
  };
}

/** `FunctionsDirectFunction5B66ABAC`, from the construct `Direct` in `Functions`, has the label `direct`. */
function labelOf(logicalId: string): string {
  const name = logicalId.replace(/[0-9A-F]{8}$/, '');
  return (/^Functions(.+)Function$/.exec(name)?.[1] ?? name).toLowerCase();
}

/** The asset directory that a deployment would upload as a ZIP archive. */
function codeDirectory(properties: Properties, resolver: Resolver): string {
  const key = properties.object('Code').closed(['S3Key'], { S3Bucket: 'the asset is on disk' }).string('S3Key');
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
