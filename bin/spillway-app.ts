import './node-version.cjs';
import { writeFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { addStage } from '../lib/app.ts';
import { bundleDirectories, bundleInputs } from '../lib/bundle.ts';
import { requireCredentials, stageNotices } from '../lib/config/index.ts';
import { prepareStage } from './stage.ts';

const app = new App();
const context = (key: string) => app.node.tryGetContext(key);
// `-c inputs=FILE`: for the local stack, where it reads from which files the functions were bundled, to tell whether they changed.
const inputsFile: string | undefined = context('inputs');
// `-c stages=DIR`: directory of the stage file, instead of config/.
// `-c deploy=true`: `npm run deploy`, which refuses a stage for the local stack alone.
const { stage, config, bundles } = await prepareStage(context('stage'), {
  stages: context('stages'),
  isDeployed: String(context('deploy')) === 'true',
  isLocal: inputsFile !== undefined,
});
// Not as annotations: the CDK's command line prints warnings without context, and information not at all.
const { warnings, preparations } = stageNotices(stage, config);
for (const warning of warnings) console.error(`warning: ${warning}`);
for (const preparation of preparations) console.error(`note: ${preparation}`);
// `-c requireCredentials=true`: as `npm start -- --auth` emulates the stage.
const isClosed = String(context('requireCredentials')) === 'true';
if (inputsFile !== undefined) writeFileSync(inputsFile, JSON.stringify(bundleInputs(bundles)));
addStage(app, { stage, config: isClosed ? requireCredentials(config) : config, code: bundleDirectories(bundles) });
