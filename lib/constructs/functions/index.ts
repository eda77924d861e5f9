/** Lambda functions: those of the stage's function table, and the toolkit functions. */
export { type DeployedFunction, Functions } from './functions.ts';
