import type { CatalogDocument, ServerDocument } from '../../documents.ts';
import type { ListName } from '../../types.ts';

/** A document that appears on a list. */
export type ListedDocument = Exclude<CatalogDocument, ServerDocument>;

/** The list of a document, and its id there. */
export interface Place {
  readonly list: ListName;
  readonly id: string;
}

/** Returns the place of a validated document. */
export function placeOf(document: ListedDocument): Place {
  if (document.kind === 'Tool') return { list: 'tools', id: document.name };
  if (document.kind === 'Prompt') return { list: 'prompts', id: document.name };
  const { uri, uriTemplate = '' } = document;
  return uri === undefined ? { list: 'templates', id: uriTemplate } : { list: 'resources', id: uri };
}

/** The kind of document on each list. */
export const KINDS = { tools: 'Tool', prompts: 'Prompt', resources: 'Resource', templates: 'Resource' } as const;
