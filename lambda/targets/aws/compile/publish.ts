/** Lays out the parameters of AWS's operations at publish. Functions do not bundle it. */
export { type Compiled, compileOperation } from './compile.ts';
