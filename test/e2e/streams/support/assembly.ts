import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { addStage } from '../../../../lib/app.ts';
import { bundleDirectories, bundleStage } from '../../../../lib/bundle.ts';
import { parseStage } from '../../../../lib/config/index.ts';
import { APP } from '../../../lib/stacks/synthesize.ts';

const STAGE_FILE = fileURLToPath(new URL('../stage.yaml', import.meta.url));

/**
 * Synthesizes the stage of the streaming tests, its functions bundled as `cdk synth` does.
 *
 * @param directory where the cloud assembly goes
 */
export async function synthesizeStreams(directory: string): Promise<void> {
  const config = parseStage(readFileSync(STAGE_FILE, 'utf8'), 'stage.yaml');
  const app = new App({ ...APP, outdir: directory });
  addStage(app, { stage: 'streams', config, code: bundleDirectories(await bundleStage(config.functions.toolkit)) });
  app.synth();
}
