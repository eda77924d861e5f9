/** Validates documents before they are published, so that a call finds no error in them. */

export type { TargetTypes } from './kinds/index.ts';
export { type TargetBlock, targetBlocks } from './target-blocks.ts';
export { validateDocuments } from './validate.ts';
