/** The CloudFormation stacks of a stage. */
export { DataStack, type DataStackProps } from './data.ts';
export { ServiceStack, type ServiceStackProps } from './service.ts';
