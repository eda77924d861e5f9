import { type Bundle, BundleError, bundleStage, type EachFunction, REPOSITORY_ROOT } from '../lib/bundle.ts';
import { loadStage, type StageConfig, StageConfigError } from '../lib/config/index.ts';

/** A stage, ready for synthesis. */
export interface PreparedStage {
  readonly config: StageConfig;
  readonly bundles: EachFunction<Bundle>;
}

/**
 * Reads a stage and bundles its functions, or prints what the operator has to fix and ends the process.
 *
 * @param stages directory of the stages, as a path from the root of the repository; default `config`
 */
export async function prepareStage(stage: string, stages?: string): Promise<PreparedStage> {
  try {
    const config = loadStage(REPOSITORY_ROOT, stage, stages);
    return { config, bundles: await bundleStage(config.functions.toolkit) };
  } catch (error) {
    // The message names the fix; a stack trace would hide it.
    if (!(error instanceof StageConfigError || error instanceof BundleError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
