import { App } from 'aws-cdk-lib';
import { addStage } from '../lib/app.ts';
import { bundleFunctions, REPOSITORY_ROOT } from '../lib/bundle.ts';
import { loadStage } from '../lib/config/index.ts';

const app = new App();
const stage = String(app.node.tryGetContext('stage') ?? 'dev');
const config = loadStage(REPOSITORY_ROOT, stage);
const { direct, stream } = await bundleFunctions();
addStage(app, { stage, config, code: { direct: direct.directory, stream: stream.directory } });
