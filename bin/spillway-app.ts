import './node-version.cjs';
import { App } from 'aws-cdk-lib';
import { addStage } from '../lib/app.ts';
import { bundleDirectories } from '../lib/bundle.ts';
import { requireCredentials } from '../lib/config/index.ts';
import { prepareStage } from './stage.ts';

const app = new App();
// `-c stages=DIR`: directory of the stage file, instead of config/.
const { stage, config, bundles } = await prepareStage(
  app.node.tryGetContext('stage'),
  app.node.tryGetContext('stages'),
);
// `-c requireCredentials=true`: as `npm start -- --auth` emulates the stage.
const isClosed = String(app.node.tryGetContext('requireCredentials')) === 'true';
addStage(app, { stage, config: isClosed ? requireCredentials(config) : config, code: bundleDirectories(bundles) });
