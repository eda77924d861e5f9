import { isJsonObject, type JsonObject } from '../../json.ts';
import type { Table } from '../../table/index.ts';
import { documentKey } from '../items/index.ts';
import { LIST_NAMES } from '../types.ts';
import type { LoadedDocument } from './load/index.ts';
import { readServers, type ServerFacts, type VariableValues } from './resolve/index.ts';
import { KINDS, type PublishedState, publishedDocuments, readPublishedState } from './write/index.ts';

/** What publishing has to know of the servers that documents belong to. */
export interface PublishedServers {
  /** The JSON of their Server documents, by name. */
  readonly documents: ReadonlyMap<string, JsonObject>;
  /**
   * Published documents that are not among the loaded ones, of servers whose defaults or variables change: they are resolved again.
   */
  readonly carried: readonly LoadedDocument[];
  /** The servers of {@link carried}. */
  readonly servers: ReadonlySet<string>;
  /** Returns whether what was read of a server still fits its published state. */
  stillFits(state: PublishedState): boolean;
}

/** Documents that are read at once. */
const READS_AT_ONCE = 50;

/**
 * Reads the published state that defaults and variables need.
 *
 * @param prune whether documents that are not loaded are deleted, so that none is carried over
 */
export async function readPublishedServers(
  table: Table,
  loaded: readonly LoadedDocument[],
  { prune, variables }: { readonly prune: boolean; readonly variables: VariableValues },
): Promise<PublishedServers> {
  const names = new Set(loaded.flatMap(({ value }) => (isJsonObject(value) ? [String(value.server)] : [])));
  const states = new Map<string, PublishedState>();
  for (const name of names) states.set(name, await readPublishedState(table, name));
  const documents = new Map(
    [...states].flatMap(([name, { document }]) =>
      document === undefined ? [] : [[name, objectIn(document)] as const],
    ),
  );
  const carried: LoadedDocument[] = [];
  const servers = new Set<string>();
  const next = readServers(loaded, documents, variables).servers;
  const before = readServers([], documents, {}).servers;
  for (const [name, state] of states) {
    const facts = next.get(name);
    if (prune || state.head === undefined || facts?.source === undefined) continue;
    if (factsText(facts) === factsText(before.get(name))) continue;
    servers.add(name);
    carried.push(...(await readRest(table, state, loaded)));
  }
  const stillFits = (now: PublishedState) => {
    const { server, document } = now;
    if (servers.has(server) && now.head?.version !== states.get(server)?.head?.version) return false;
    const published = document === undefined ? [] : [[server, objectIn(document)] as const];
    const facts = factsText(readServers([], new Map(published), {}).servers.get(server));
    return [before, next].some((known) => factsText(known.get(server)) === facts);
  };
  return { documents, carried, servers, stillFits };
}

function factsText({ defaults = {}, values = {} }: Partial<ServerFacts> = {}): string {
  return JSON.stringify([defaults, values]);
}

async function readRest(
  table: Table,
  state: PublishedState,
  loaded: readonly LoadedDocument[],
): Promise<readonly LoadedDocument[]> {
  const { server } = state;
  const mine = new Set(loaded.map(({ value }) => (isJsonObject(value) ? identity(value) : '')));
  const rest: LoadedDocument[] = [];
  for (const list of LIST_NAMES) {
    const kind = KINDS[list];
    const shown = [...(await publishedDocuments(table, state, list, 'all')).values()];
    const others = shown.filter(({ id }) => !mine.has(`${kind} ${server} ${id}`));
    for (let start = 0; start < others.length; start += READS_AT_ONCE) {
      const some = others.slice(start, start + READS_AT_ONCE);
      const items = await Promise.all(some.map(({ id, written }) => table.get(documentKey(list, server, id, written))));
      rest.push(
        ...items.flatMap((item, index) => asLoaded(item?.source ?? item?.body, `${server}/${some[index]?.id}`)),
      );
    }
  }
  return rest;
}

function identity({ kind, server, name, uri, uriTemplate }: JsonObject): string {
  const id = kind === 'Resource' ? (uri ?? uriTemplate) : name;
  return `${String(kind)} ${String(server)} ${String(id)}`;
}

function asLoaded(text: unknown, name: string): LoadedDocument[] {
  if (typeof text !== 'string') return [];
  return [{ value: objectIn(text), source: { file: `the published ${name}`, document: 1, lineOf: () => 1 } }];
}

function objectIn(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isJsonObject(value) ? value : {};
}
