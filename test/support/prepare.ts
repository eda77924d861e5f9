import type { Prepare, PromptDocument, ResourceDocument, ToolDocument } from '../../lambda/catalog/index.ts';

/** Returns documents unchanged, so that a test sees them as read. */
export const asDocuments: Prepare<ToolDocument, PromptDocument, ResourceDocument> = {
  tool: (document) => document,
  others: () => ({ prompt: (document) => document, resource: (document) => document }),
};
