import type { Prepare, PromptDocument, ResourceDocument, ToolDocument } from '../../lambda/catalog/index.ts';

/** Leaves documents as they are, so that a test sees what was read. */
export const asDocuments: Prepare<ToolDocument, PromptDocument, ResourceDocument> = {
  tool: (document) => document,
  prompt: (document) => document,
  resource: (document) => document,
};
