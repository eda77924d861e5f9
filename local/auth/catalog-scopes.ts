import { type LoadedDocument, loadDocuments } from '../../lambda/catalog/publish/index.ts';
import { isJsonObject } from '../../lambda/json.ts';

/** Every scope that the documents of the directories name, sorted. */
export async function catalogScopes(directories: readonly string[]): Promise<readonly string[]> {
  return directories.length === 0 ? [] : scopesIn((await loadDocuments(directories)).documents);
}

/** Every scope that documents name, sorted. */
export function scopesIn(documents: readonly LoadedDocument[]): readonly string[] {
  const named = documents.flatMap(({ value }) => {
    const { scopes, stepUp } = isJsonObject(value) ? value : {};
    return [scopes, stepUp].flatMap((list) => (Array.isArray(list) ? list : []));
  });
  return [...new Set(named.filter((scope) => typeof scope === 'string'))].sort();
}
