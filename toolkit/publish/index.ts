/** Makes Tool documents from the tools that a function lists. */

export { documentsOf, type ToolDocument } from './documents.ts';
export { LIST_DOCUMENT, readTools } from './list.ts';
