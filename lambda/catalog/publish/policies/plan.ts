import { type Fault, isError } from '../../../fault.ts';
import { type StoredPolicy, statementId } from '../../../policy/index.ts';
import type { Table } from '../../../table/index.ts';
import type { CatalogDocument, PolicyDocument, SourceDocument } from '../../documents.ts';
import { locate, type Source } from '../load/index.ts';
import type { DocumentOutcome } from '../write/index.ts';
import { actionsOfDocuments, publishedActions } from './actions.ts';
import type { Actions } from './cedar-schema.ts';
import { actionsNamedBy, checkAgainstActions } from './check-policies.ts';
import { readPolicyText, type Statement } from './policy-text.ts';
import { type ReadPolicies, readPolicies } from './store.ts';

/** Documents of one server to publish, with their places in files. */
export interface ServerDocuments {
  readonly server: string;
  readonly documents: readonly SourceDocument[];
  readonly sources: ReadonlyMap<SourceDocument, Source>;
  readonly prune: boolean;
}

/** The policies of a server before and after a change set. */
export interface PolicyPlan {
  readonly before: ReadPolicies;
  readonly after: readonly StoredPolicy[];
  readonly outcomes: readonly DocumentOutcome[];
  /** Errors and warnings. */
  readonly faults: readonly Fault[];
}

function isPolicy(document: SourceDocument): document is PolicyDocument {
  return document.kind === 'Policy';
}

export function isOfCatalog(document: SourceDocument): document is CatalogDocument {
  return document.kind !== 'Policy';
}

/**
 * Compares the policies of a change set with the published ones, and checks all of them against the documents that will be
 * published: those of the change set, and the others of the server.
 *
 * `prune` removes only policies where the change set has any, and only other documents where it has any of these: authors of tools
 * and of policies may be different people, with different files.
 */
export async function planPolicies(table: Table, changes: ServerDocuments): Promise<PolicyPlan> {
  const { server, documents, prune } = changes;
  const before = await readPolicies(table, server);
  const written = documents.filter(isPolicy);
  const rest = documents.filter(isOfCatalog);
  if (before.policies.length === 0 && written.length === 0) return { before, after: [], outcomes: [], faults: [] };
  const mine = await Promise.all(written.map(toStored));
  const names = new Set(written.map(({ name }) => name));
  const others = before.policies.filter(({ name }) => !names.has(name));
  const kept = prune && written.length > 0 ? [] : others;
  const after = [...kept, ...mine].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isNew = (name: string) => !before.policies.some((policy) => policy.name === name);
  const isSame = (policy: StoredPolicy) =>
    before.policies.some((old) => JSON.stringify(old) === JSON.stringify(policy));
  const kind = 'Policy' as const;
  const outcomes = [
    ...mine.map((policy) => ({
      kind,
      name: policy.name,
      outcome: isNew(policy.name)
        ? ('created' as const)
        : isSame(policy)
          ? ('unchanged' as const)
          : ('updated' as const),
    })),
    ...others
      .filter((policy) => !kept.includes(policy))
      .map(({ name }) => ({ kind, name, outcome: 'deleted' as const })),
  ];
  const actions = new Map([
    ...(prune && rest.length > 0 ? [] : await publishedActions(table, server)),
    ...actionsOfDocuments(rest),
  ]);
  // Nothing that the others name has changed, unless other documents are published.
  const affected = rest.length > 0 ? kept : [];
  const faults = [
    ...(await checkWritten(server, written, changes.sources, actions)),
    ...(await checkStored(server, affected, actions)),
  ];
  return { before, after, outcomes, faults };
}

async function toStored({ name, description, policy }: PolicyDocument): Promise<StoredPolicy> {
  const { formatted, statements } = await readPolicyText(policy);
  return {
    name,
    ...(description !== undefined && { description }),
    text: formatted,
    statements: statements.map(({ json }) => json),
  };
}

/** Checks policies of files as far as the files alone allow: where they define every action that the policy names. */
export async function checkWithoutTable({ server, documents, sources }: ServerDocuments): Promise<readonly Fault[]> {
  const actions = actionsOfDocuments(documents.filter(isOfCatalog));
  if (actions.size === 0) return [];
  const whole: PolicyDocument[] = [];
  for (const document of documents.filter(isPolicy)) {
    const named = actionsNamedBy((await readPolicyText(document.policy)).statements);
    const isKnown = (id: string) => !id.includes(':') || actions.has(id);
    if ([...named].every(isKnown)) whole.push(document);
  }
  return (await checkWritten(server, whole, sources, actions)).filter(isError);
}

async function checkWritten(
  server: string,
  documents: readonly PolicyDocument[],
  sources: ReadonlyMap<SourceDocument, Source>,
  actions: Actions,
): Promise<readonly Fault[]> {
  const located = documents.map((document) => ({ document, source: sources.get(document) }));
  const read = await statementsOf(documents.map(({ name, policy }) => ({ name, text: policy })));
  const found = await checkAgainstActions(server, read, actions);
  return read.flatMap(({ id, name, line }) => {
    const { source } = located.find(({ document }) => document.name === name) ?? {};
    return (found.get(id) ?? []).map((fault) => {
      const placed = { ...fault, path: ['policy'], textLine: line + (fault.textLine ?? 0) };
      const named = { ...placed, message: `policy ${id}: ${fault.message}` };
      return source ? locate(named, source) : named;
    });
  });
}

async function checkStored(
  server: string,
  policies: readonly StoredPolicy[],
  actions: Actions,
): Promise<readonly Fault[]> {
  const read = await statementsOf(policies);
  const found = await checkAgainstActions(server, read, actions);
  const advice = 'change the policy in the same files, or keep what it names';
  return read.flatMap(({ id }) =>
    (found.get(id) ?? []).filter(isError).map(({ message }) => ({
      path: [],
      message: `policy ${id} of ${server}, which is published, would not be valid any more: ${message}; ${advice}`,
    })),
  );
}

interface NamedStatement extends Statement {
  readonly id: string;
  /** The name of its document. */
  readonly name: string;
}

async function statementsOf(
  policies: readonly { readonly name: string; readonly text: string }[],
): Promise<readonly NamedStatement[]> {
  const read = await Promise.all(
    policies.map(async ({ name, text }) => {
      const { statements } = await readPolicyText(text);
      return statements.map((each, index) => ({ ...each, name, id: statementId(name, index, statements.length) }));
    }),
  );
  return read.flat();
}
