import type { Principal } from '../principal.ts';
import { parseKeyId, parseUserId } from '../principal-id.ts';
import type { DenyRule } from './entry.ts';

/** The entries of a deny list, by the member that selects fewest callers. */
export interface DenyList {
  readonly bySubject: ReadonlyMap<string, readonly DenyRule[]>;
  readonly byKey: ReadonlyMap<string, readonly DenyRule[]>;
  readonly byClient: ReadonlyMap<string, readonly DenyRule[]>;
  /** Entries that name none of these, but issuers and times. */
  readonly others: readonly DenyRule[];
  readonly size: number;
}

/** Prepares entries, so that a request looks only at those that can concern its caller. */
export function createDenyList(entries: readonly DenyRule[]): DenyList {
  const bySubject = new Map<string, DenyRule[]>();
  const byKey = new Map<string, DenyRule[]>();
  const byClient = new Map<string, DenyRule[]>();
  const others: DenyRule[] = [];
  for (const entry of entries) {
    if (entry.subject !== undefined) push(bySubject, entry.subject, entry);
    else if (entry.key !== undefined) push(byKey, entry.key, entry);
    else if (entry.client !== undefined) push(byClient, entry.client, entry);
    else others.push(entry);
  }
  return { bySubject, byKey, byClient, others, size: entries.length };
}

function push(map: Map<string, DenyRule[]>, name: string, entry: DenyRule): void {
  const known = map.get(name);
  if (known) known.push(entry);
  else map.set(name, [entry]);
}

/** Whether the list denies a caller. An anonymous caller has no credentials that it could name. */
export function isDenied(list: DenyList, principal: Principal): boolean {
  if (list.size === 0 || principal.kind === 'anonymous') return false;
  const { client, issuedAt } = principal;
  const caller = { ...parseUserId(principal.id), key: parseKeyId(principal.id), client, issuedAt };
  const selected = [
    caller.subject === undefined ? undefined : list.bySubject.get(caller.subject),
    caller.key === undefined ? undefined : list.byKey.get(caller.key),
    client === undefined ? undefined : list.byClient.get(client),
    list.others,
  ];
  return selected.some((rules) => rules?.some((rule) => matches(rule, caller)));
}

interface Caller {
  readonly issuer?: string;
  readonly key: string | undefined;
  readonly client: string | undefined;
  readonly issuedAt: number | undefined;
}

/** Whether a rule that was selected for a caller denies it: a rule that names a subject was selected by it. */
function matches({ issuer, client, key, issuedBefore }: DenyRule, caller: Caller): boolean {
  return (
    (issuer === undefined || issuer === caller.issuer) &&
    (client === undefined || client === caller.client) &&
    (key === undefined || key === caller.key) &&
    (issuedBefore === undefined || caller.issuedAt === undefined || caller.issuedAt < issuedBefore)
  );
}
