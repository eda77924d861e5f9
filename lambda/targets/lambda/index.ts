/** Invokes a Lambda function that the stage lists; what it writes becomes parts as it is written. */
export { prepareLambda } from './prepare.ts';
