import type { ToolDocument } from '../../../../../lambda/catalog/index.ts';
import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';
import { tool } from './documents.ts';

/** What the author of a document is told, one line a problem; nothing of a document that can be published. */
export async function problemsOf(document: object): Promise<readonly string[]> {
  const loaded = parseDocuments('document.json', JSON.stringify(document));
  const { faults } = await validateDocuments(loaded.documents, targetTypes);
  return [...loaded.faults, ...faults].map(formatFault);
}

export function problemsOfTool(document: Partial<ToolDocument>): Promise<readonly string[]> {
  return problemsOf(tool(document));
}
