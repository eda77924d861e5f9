/** The CloudFormation stacks of a stage. */
export { DataStack } from './data.ts';
export { NetworkStack } from './network.ts';
export { ServiceStack } from './service.ts';
