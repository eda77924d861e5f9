export type { Scope, Variable } from './path.ts';
export { settle } from './settle.ts';
export { compileTemplate, holdsExpression, type Template } from './template.ts';
