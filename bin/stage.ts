import { type Bundle, BundleError, bundleStage, type EachFunction, REPOSITORY_ROOT } from '../lib/bundle.ts';
import { loadStage, requireDeployable, requireStage, type StageConfig, StageConfigError } from '../lib/config/index.ts';

/** A stage's configuration and the bundles of its functions. */
export interface PreparedStage {
  /** The stage's name. */
  readonly stage: string;
  readonly config: StageConfig;
  readonly bundles: EachFunction<Bundle>;
}

/** How to prepare a stage. */
interface Preparation {
  /** Directory of the stage files, as a path from the root of the repository; default `config`. */
  readonly stages?: string | undefined;
  /** Whether a deployment follows, which refuses a stage for the local stack alone; default: no. */
  readonly isDeployed?: boolean;
  /** Whether the local stack runs the functions; default: no. */
  readonly isLocal?: boolean;
}

/**
 * Reads a stage and bundles its functions. If that fails, prints the error for the operator and exits with code 1.
 *
 * @param stage the name that the operator gave; without one, this is an error, because no stage is a safe default
 */
export async function prepareStage(
  stage: string | undefined,
  { stages, isDeployed = false, isLocal = false }: Preparation = {},
): Promise<PreparedStage> {
  try {
    const name = requireStage(REPOSITORY_ROOT, stage, stages);
    if (isDeployed) requireDeployable(REPOSITORY_ROOT, name, stages);
    const config = loadStage(REPOSITORY_ROOT, name, stages);
    return { stage: name, config, bundles: await bundleStage(config.functions.toolkit, { isLocal }) };
  } catch (error) {
    // The message explains the fix; a stack trace would hide it.
    if (!(error instanceof StageConfigError || error instanceof BundleError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
