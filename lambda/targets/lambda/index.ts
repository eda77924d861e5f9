/** The `lambda` target: invokes a function that the stage lists; its output becomes parts as it arrives. */
export { prepareLambda } from './lambda-tool.ts';
