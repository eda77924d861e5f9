import './node-version.cjs';
import { writeFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { addStage } from '../lib/app.ts';
import { bundleDirectories, bundleInputs } from '../lib/bundle.ts';
import { requireCredentials, stageNotices } from '../lib/config/index.ts';
import { prepareStage } from './stage.ts';

const app = new App();
// `-c stages=DIR`: directory of the stage file, instead of config/.
// `-c deploy=true`: `npm run deploy`, which refuses a stage for the local stack alone.
const isDeployed = String(app.node.tryGetContext('deploy')) === 'true';
const { stage, config, bundles } = await prepareStage(
  app.node.tryGetContext('stage'),
  app.node.tryGetContext('stages'),
  isDeployed,
);
// Not as annotations: the CDK's command line prints warnings without context, and information not at all.
const { warnings, preparations } = stageNotices(stage, config);
for (const warning of warnings) console.error(`warning: ${warning}`);
for (const preparation of preparations) console.error(`note: ${preparation}`);
// `-c requireCredentials=true`: as `npm start -- --auth` emulates the stage.
const isClosed = String(app.node.tryGetContext('requireCredentials')) === 'true';
// `-c inputs=FILE`: where the local stack reads from which files the functions were bundled, to tell whether they changed.
const inputsFile = app.node.tryGetContext('inputs');
if (inputsFile !== undefined) writeFileSync(inputsFile, JSON.stringify(bundleInputs(bundles)));
addStage(app, { stage, config: isClosed ? requireCredentials(config) : config, code: bundleDirectories(bundles) });
