/**
 * Who may do what, written from the requirements alone, in as few words as possible: it shares no code with the functions, and is
 * what the access matrix compares them with.
 */
import { DOCUMENTS, type MatrixServer, PAY, SERVERS } from './catalogue.ts';
import type { Era } from './requests.ts';

/** What is known of a caller before it asks. */
export interface Identity {
  /** What its credentials are, as the deployment must judge them at a server. */
  readonly credentials: 'none' | 'malformed' | 'invalid' | 'valid';
  readonly kind: 'anonymous' | 'key' | 'user';
  /** Hierarchies of scopes applied. */
  readonly scopes: readonly string[];
  /** Whether a user is in the group that policies name. */
  readonly isStaff?: boolean;
  /** The servers that a key is for; absent: all. */
  readonly servers?: readonly string[];
}

/** What a request asks for. */
export type Use =
  | { readonly what: 'nothing' }
  | { readonly what: 'task' }
  | { readonly what: 'list'; readonly kind: Kind }
  | { readonly what: 'document'; readonly kind: Kind; readonly name: string; readonly amount?: number | 'absent' };

export type Kind = 'tool' | 'prompt' | 'resource';

export interface Question {
  readonly identity: Identity;
  readonly server: string;
  readonly use: Use;
  readonly era: Era;
  readonly streams: boolean;
}

/** What the response says, in the words in which a test reads a response. */
export function expected(question: Question): string {
  const { identity, server: name, use, streams } = question;
  const { credentials, kind } = identity;
  if (credentials === 'malformed') return streams ? '400' : '400 invalid_request';
  if (credentials === 'none') return unauthorized(streams, [], 'read');
  if (credentials === 'invalid') return unauthorized(streams, ['invalid_token'], 'read');
  const server: MatrixServer | undefined = Object.hasOwn(SERVERS, name)
    ? SERVERS[name as keyof typeof SERVERS]
    : undefined;
  if (server === undefined || (identity.servers !== undefined && !identity.servers.includes(name))) return 'no server';
  const offered = (scopes: readonly string[]) =>
    lacking(identity, scopes).every((scope) => kind !== 'key' && server.stepUp.includes(scope));
  if (!offered(server.scopes)) return 'no server';

  const exists = use.what === 'document' && isDocument(use) && offered([...server.scopes, ...scopesOf(use)]);
  const visible = exists && (!server.hasPolicies || permits(identity, use) !== 'no');
  const needed = [...server.scopes, ...(visible ? scopesOf(use) : [])];
  if (lacking(identity, needed).length > 0) return challenge(question, server, needed);
  switch (use.what) {
    case 'nothing':
      return 'done';
    case 'task':
      return 'unknown';
    case 'list':
      return `lists ${namesOf(use.kind)
        .filter((id) => offered([...server.scopes, ...scopesOf({ name: id })]))
        .filter((id) => !server.hasPolicies || permits(identity, { kind: use.kind, name: id }) !== 'no')
        .join(' ')}`;
    case 'document':
      if (!visible) return 'unknown';
      if (use.amount === 'absent') return 'wrong arguments';
      return server.hasPolicies && permits(identity, use, use.amount) !== 'yes' ? 'not permitted' : 'done';
  }
}

interface Named {
  readonly kind: Kind;
  readonly name: string;
}

/** The policies of the servers that have them. `perhaps`: it depends on the amount, which is unknown. */
function permits({ kind: caller, isStaff = false }: Identity, { kind, name }: Named, amount?: number | 'absent') {
  if (kind === 'resource' && name === 'read') return 'no';
  if (kind === 'tool' && name === PAY) {
    if (caller === 'anonymous') return 'no';
    if (typeof amount !== 'number') return 'perhaps';
    return amount !== 13 && (amount < 100 || isStaff) ? 'yes' : 'no';
  }
  const forAll = kind === 'tool' && name === 'free';
  const forKeys = kind === 'prompt' && name === 'free' && caller === 'key';
  return forAll || forKeys || isStaff ? 'yes' : 'no';
}

/** A challenge names what is needed, and what the caller holds already of all that the server's documents name. */
function challenge(
  { identity, era, streams }: Question,
  { scopes: own, stepUp }: MatrixServer,
  needed: readonly string[],
): string {
  const named = [...own, ...stepUp, ...Object.values(DOCUMENTS).flat()];
  const granted = named.filter((scope) => identity.scopes.includes(scope));
  const scopes = [...new Set([...needed, ...granted])].sort().join(' ');
  if (era === 'batch') return `batch 403 ${scopes}`;
  if (identity.kind === 'anonymous') return unauthorized(streams, [], scopes);
  return streams ? '307' : `403 insufficient_scope ${scopes}`;
}

function unauthorized(streams: boolean, error: readonly string[], scopes: string): string {
  return streams ? '401' : ['401', ...error, scopes].join(' ');
}

function lacking({ scopes }: Identity, needed: readonly string[]): readonly string[] {
  return needed.filter((scope) => !scopes.includes(scope));
}

function namesOf(kind: Kind): readonly string[] {
  return [...Object.keys(DOCUMENTS), ...(kind === 'tool' ? [PAY] : [])].sort();
}

function isDocument({ kind, name }: Named): boolean {
  return namesOf(kind).includes(name);
}

function scopesOf({ name }: Pick<Named, 'name'>): readonly string[] {
  return Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name as keyof typeof DOCUMENTS] : [];
}
