import { prepareLambda } from '../../../../lambda/targets/lambda/index.ts';
import { callContext, environment, resultOf, toolOf } from '../support.ts';
import { Broke, startLambdaApi } from './lambda-api.ts';
import { awsEnvironment, listing } from './support.ts';

/** Prints, as JSON, what an agent is told of a connection that breaks, and of one that cannot be made. */
const api = await startLambdaApi({
  breaks() {
    throw new Broke();
  },
});
Object.assign(process.env, awsEnvironment(api.endpoint));
const stage = environment({ aws: { ...environment().aws, functions: Object.fromEntries([listing('breaks')]) } });
const call = () =>
  resultOf(prepareLambda(toolOf({ type: 'lambda', function: 'breaks' }), stage), {}, callContext()).catch(String);
const broken = await call();
await api.close();
console.log(JSON.stringify([broken, await call()]));
