export { checkTemplate, type Variable } from './check.ts';
export type { Scope } from './path.ts';
export { settle } from './settle.ts';
export { compileTemplate, type Template } from './template.ts';
