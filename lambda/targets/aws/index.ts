/** The `aws` target: an action of an AWS API by its name and parameters; sent by the `http` target, signed by a role of the stage. */
export { prepareAws } from './aws-tool.ts';
