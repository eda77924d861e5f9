/**
 * A synchronous evaluator for what most mappings consist of. jsonata creates some ten promises for each node, and looks at its
 * limits between them; this one has its results in a fraction of the time and memory. What it does not know, and every error, is
 * left to jsonata, which evaluates the expression from its start.
 */
export { compileNative, type NativeExpression } from './expression.ts';
export { newSequence } from './sequences.ts';
