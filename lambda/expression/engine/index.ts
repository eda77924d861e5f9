/** JSONata within our limits. Import it dynamically: most expressions are plain paths, and a cold start must not compile it. */
export { FUNCTION_NAMES } from './additions.ts';
export { inspect, type Mentions } from './ast.ts';
export { reasonOf } from './failure.ts';
export { type CompiledExpression, compile } from './jsonata.ts';
