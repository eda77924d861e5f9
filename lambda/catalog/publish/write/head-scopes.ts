import type { AttributeValue } from '../../../table/index.ts';
import { LIST_NAMES } from '../../types.ts';
import { CatalogTooLarge } from './catalog-too-large.ts';
import type { Difference } from './change-set.ts';
import type { NextLists } from './next-lists.ts';
import type { PublishedState } from './published-state.ts';

/** Every instance reads the head every few seconds, so it stays small: at most 128 characters for each scope. */
const NAMED_SCOPES = 200;

/**
 * Makes the attributes of a head that describe who may use the server, so that a decision needs no further read.
 *
 * @param version the new version
 * @throws CatalogTooLarge when the documents name more scopes than a head holds
 */
export function scopeAttributes(
  { server, head, damaged }: Pick<PublishedState, 'server' | 'head' | 'damaged'>,
  { server: own, rescoped }: Pick<Difference, 'server' | 'rescoped'>,
  { lists }: NextLists,
  version: number,
): Readonly<Record<string, AttributeValue>> {
  const { scopes = [], stepUp = [] } = own?.document ?? {};
  const listed = LIST_NAMES.flatMap((list) => lists[list].flatMap((group) => group.scopes));
  const namedScopes = [...new Set([...scopes, ...stepUp, ...listed])].sort();
  if (namedScopes.length > NAMED_SCOPES) {
    const message = `the documents of ${server} would name ${namedScopes.length} different scopes; at most ${NAMED_SCOPES} are allowed`;
    throw new CatalogTooLarge(`${message}: combine some, or split the documents over several servers`);
  }
  return {
    scopes: JSON.stringify(scopes),
    stepUp: JSON.stringify(stepUp),
    namedScopes: JSON.stringify(namedScopes),
    // Without the lists of a version before, nobody knows which scopes its documents required.
    rescopedAt: rescoped || head === undefined || damaged ? version : head.rescopedAt,
  };
}
