import { App } from 'aws-cdk-lib';
import { addStage } from '../lib/app.ts';
import { bundleFunctions, REPOSITORY_ROOT } from '../lib/bundle.ts';
import { loadStage, type StageConfig, StageConfigError } from '../lib/config/index.ts';

const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'dev');
const config = readStage();
const { direct, stream } = await bundleFunctions();
addStage(app, { stage, config, code: { direct: direct.directory, stream: stream.directory } });

/** A mistake in a stage's file is the operator's to mend: the message says how, a stack trace would hide it. */
function readStage(): StageConfig {
  try {
    return loadStage(REPOSITORY_ROOT, stage);
  } catch (error) {
    if (!(error instanceof StageConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
