/** Templates: JSON in which texts of the form `{% ... %}` are JSONata expressions. */
export type { Scope } from './path.ts';
export { settle } from './settle.ts';
export { compileOptional, compileTemplate, holdsExpression, type Template } from './template.ts';
