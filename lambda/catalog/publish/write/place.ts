import type { CatalogDocument, ServerDocument } from '../../documents.ts';
import type { ListName } from '../../types.ts';

/** A document that is on a list. */
export type ListedDocument = Exclude<CatalogDocument, ServerDocument>;

/** Where a document is: its list, and what it is known by there. */
export interface Place {
  readonly list: ListName;
  readonly id: string;
}

/** The place of a document that passed validation. */
export function placeOf(document: ListedDocument): Place {
  if (document.kind === 'Tool') return { list: 'tools', id: document.name };
  if (document.kind === 'Prompt') return { list: 'prompts', id: document.name };
  const { uri, uriTemplate = '' } = document;
  return uri === undefined ? { list: 'templates', id: uriTemplate } : { list: 'resources', id: uri };
}

/** The kind of the documents on a list. */
export const KINDS = { tools: 'Tool', prompts: 'Prompt', resources: 'Resource', templates: 'Resource' } as const;
