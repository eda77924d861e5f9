/** Loads documents from files: YAML and JSON in, values with their source positions out. */

export { foreignKeyAdvice, foreignValueAdvice } from './foreign-keys.ts';
export { type Loaded, type LoadedDocument, type LoadedFiles, loadDocuments, parseDocuments } from './load.ts';
export { formatFault, InvalidDocuments, locate, type Source } from './source.ts';
export { describe, suggest } from './wording.ts';
