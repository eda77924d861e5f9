import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { addStage } from '../../lib/app.ts';
import { bundleDirectories, bundleStage, REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { parseStage } from '../../lib/config/index.ts';

/**
 * Synthesizes the bench's stage, its functions bundled as `cdk synth` does.
 *
 * @param directory of the cloud assembly
 */
export async function synthesizeBench(directory: string): Promise<void> {
  const config = parseStage(readFileSync(new URL('./stage.yaml', import.meta.url), 'utf8'), 'stage.yaml');
  const { context } = JSON.parse(readFileSync(`${REPOSITORY_ROOT}/cdk.json`, 'utf8'));
  const app = new App({ context, outdir: directory });
  addStage(app, { stage: 'bench', config, code: bundleDirectories(await bundleStage(config.functions.toolkit)) });
  app.synth();
}
