import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { V2026 } from './revisions.ts';

const MARCH = '2025-03-26';
const JUNE = '2025-06-18';
const NOVEMBER = '2025-11-25';

/**
 * What each revision added to the messages of a server: the revision, by kind and name. All else is in every served revision.
 * github modelcontextprotocol/modelcontextprotocol: schema/{revision}/schema.ts
 */
const ADDED = {
  method: {
    'server/discover': V2026,
    'subscriptions/listen': V2026,
    'tasks/get': V2026,
    'tasks/update': V2026,
    'tasks/cancel': V2026,
  },
  capability: { completions: MARCH, extensions: V2026 },
  serverInfo: { title: JUNE, icons: NOVEMBER },
  tool: { annotations: MARCH, title: JUNE, outputSchema: JUNE, _meta: JUNE, icons: NOVEMBER },
  prompt: { title: JUNE, _meta: JUNE, icons: NOVEMBER },
  promptArgument: { title: JUNE },
  /** A resource, a resource template, and a link to a resource. */
  resource: { title: JUNE, _meta: JUNE, icons: NOVEMBER },
  toolResult: { structuredContent: JUNE },
  /** The types of content blocks. */
  blockType: { audio: MARCH, resource_link: JUNE },
  block: { _meta: JUNE },
  annotations: { lastModified: JUNE },
  /** One item of a resource's contents. */
  contents: { _meta: JUNE },
  progress: { message: MARCH },
  formField: { default: NOVEMBER, oneOf: NOVEMBER },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Kind = keyof typeof ADDED;

/** The methods that 2026-07-28 removed. spec: changelog */
const REMOVED = ['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'];

/** Whether a revision has a member of a kind, or a block type or capability. */
export function knows(revision: string, kind: Kind, name: string): boolean {
  const added: Readonly<Record<string, string>> = ADDED[kind];
  // Revisions are dates, so they compare as texts.
  return !Object.hasOwn(added, name) || (added[name] ?? '') <= revision;
}

/** Whether a revision has a method, if any served revision has it. */
export function knowsMethod(revision: string, method: string): boolean {
  return knows(revision, 'method', method) && !(revision === V2026 && REMOVED.includes(method));
}

/** Lists the names of kinds that a revision lacks. */
export function unknownNames(revision: string, kinds: readonly Kind[]): readonly string[] {
  return kinds.flatMap((kind) => Object.keys(ADDED[kind]).filter((name) => !knows(revision, kind, name)));
}

/** Returns an object without the members that a revision lacks; the object itself if it has none of them. */
export function knownMembers<T extends object>(revision: string, kind: Kind, object: T): T {
  for (const name in object) {
    if (knows(revision, kind, name)) continue;
    return Object.fromEntries(Object.entries(object).filter(([key]) => knows(revision, kind, key))) as T;
  }
  return object;
}

/** Whether a revision allows a value as `structuredContent`; before 2026-07-28, only objects are allowed. */
export function allowsStructured(revision: string, value: Json | undefined): value is JsonObject {
  return knows(revision, 'toolResult', 'structuredContent') && (revision === V2026 || isJsonObject(value));
}
