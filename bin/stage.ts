import { type Bundle, BundleError, bundleStage, type EachFunction, REPOSITORY_ROOT } from '../lib/bundle.ts';
import { loadStage, requireDeployable, type StageConfig, StageConfigError } from '../lib/config/index.ts';

/** A stage's configuration and the bundles of its functions. */
export interface PreparedStage {
  readonly config: StageConfig;
  readonly bundles: EachFunction<Bundle>;
}

/**
 * Reads a stage and bundles its functions. If that fails, prints the error for the operator and exits with code 1.
 *
 * @param stages directory of the stage files, as a path from the root of the repository; default `config`
 * @param isDeployed whether a deployment follows, which refuses a stage for the local stack alone
 */
export async function prepareStage(stage: string, stages?: string, isDeployed = false): Promise<PreparedStage> {
  try {
    if (isDeployed) requireDeployable(REPOSITORY_ROOT, stage, stages);
    const config = loadStage(REPOSITORY_ROOT, stage, stages);
    return { config, bundles: await bundleStage(config.functions.toolkit) };
  } catch (error) {
    // The message explains the fix; a stack trace would hide it.
    if (!(error instanceof StageConfigError || error instanceof BundleError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
