import { type App, Aspects, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import type { EachFunction } from './bundle.ts';
import type { StageConfig } from './config/index.ts';
import { EncryptWith } from './constructs/encryption.ts';
import type { FunctionTable } from './functions/index.ts';
import { stackNames } from './names.ts';
import { DataStack, NetworkStack, ServiceStack } from './stacks/index.ts';

export interface StageProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration. */
  readonly config: StageConfig;
  /** Directory of each function's bundled code. */
  readonly code: EachFunction<string>;
  /**
   * The functions of the stage, besides toolkit functions.
   *
   * @default FUNCTIONS
   */
  readonly functions?: FunctionTable;
}

/** The rule packs of cdk-nag. A finding of one fails synthesis, unless its construct acknowledges it with a reason. */
export function rulePacks(app: App): readonly NagPack[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
}

/** The stacks of a stage. */
export interface StageStacks {
  readonly network: NetworkStack;
  readonly data: DataStack;
  readonly service: ServiceStack;
}

/** Adds a stage's stacks to an app, and cdk-nag's rules to its synthesis. */
export function addStage(app: App, props: StageProps): StageStacks {
  const stacks = addStacks(app, props);
  Validations.of(app).addPlugins(...rulePacks(app));
  return stacks;
}

/** Adds a stage's stacks to an app, without rules. */
export function addStacks(app: App, { stage, config, code, functions }: StageProps): StageStacks {
  const common = {
    stage,
    // Access logs need a Region. With an account, `cdk deploy` refuses credentials of another one.
    env: { region: config.region, ...(config.account === undefined ? {} : { account: config.account }) },
    tags: { ...config.tags, 'spillway:stage': stage },
  };
  const names = stackNames(stage);
  const network = new NetworkStack(app, names.network, {
    ...common,
    description: `Spillway ${stage}: network and load balancer`,
    config,
  });
  const data = new DataStack(app, names.data, {
    ...common,
    description: `Spillway ${stage}: the catalogue of tools, and what outlives a request`,
    catalog: config.catalog,
    keyArn: config.kms.keyArn,
  });
  const service = new ServiceStack(app, names.service, {
    ...common,
    description: `Spillway ${stage}: functions, private API and listener`,
    config,
    network,
    code,
    functions,
  });
  service.addStackDependency(data, 'the functions use its tables, by name');
  const { keyArn } = config.kms;
  if (keyArn !== undefined) {
    for (const stack of [network, data, service]) Aspects.of(stack).add(new EncryptWith(keyArn));
  }
  return { network, data, service };
}
