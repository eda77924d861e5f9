/** Builds the parts of a DynamoDB request that a block's keys and expressions describe. */
export { clausesOf } from './clauses.ts';
export { compileExpressions, EXPRESSION_KEYS, type Expressions } from './expressions.ts';
export { compileKey } from './keys.ts';
