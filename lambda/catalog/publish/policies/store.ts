import {
  closedAttributes,
  isClosed,
  parseStored,
  policiesKey,
  type StoredPolicy,
  storedAttributes,
  versionOfStored,
} from '../../../policy/index.ts';
import { ConditionFailed, type Table } from '../../../table/index.ts';
import { CatalogTooLarge, PublishConflict } from '../write/index.ts';

/** A server's policies as one read found them. */
export interface ReadPolicies {
  readonly server: string;
  /** The version of the item, which a write expects; `undefined` if there is none. */
  readonly version: number | undefined;
  /** By name; empty for a server without policies. */
  readonly policies: readonly StoredPolicy[];
  /** Whether the server was deleted with its policies, so that nothing is permitted until it is published again. */
  readonly closed: boolean;
}

/** DynamoDB limits an item to 400 KB; functions read it whole. */
const POLICIES_BYTES = 300_000;

/** Reads the policies of a server. */
export async function readPolicies(table: Table, server: string): Promise<ReadPolicies> {
  const item = await table.get(policiesKey(server));
  return {
    server,
    version: versionOfStored(item),
    policies: parseStored(item)?.policies ?? [],
    closed: isClosed(item),
  };
}

/**
 * Replaces the policies of a server; without any, the server is open to everyone who has the scopes.
 *
 * @returns the new version
 * @throws PublishConflict when another publisher was first
 * @throws CatalogTooLarge
 */
export async function writePolicies(
  table: Table,
  before: ReadPolicies,
  policies: readonly StoredPolicy[],
): Promise<number> {
  return write(table, before, (version) => storedAttributes({ version, policies }));
}

/**
 * Removes the policies of a server that was deleted just before. Functions that still hold the server permit nothing.
 *
 * @throws PublishConflict when another publisher was first
 */
export async function closePolicies(table: Table, before: ReadPolicies): Promise<void> {
  await write(table, before, closedAttributes);
}

async function write(
  table: Table,
  { server, version: before }: ReadPolicies,
  attributesOf: (version: number) => ReturnType<typeof storedAttributes>,
): Promise<number> {
  const version = Math.max((before ?? 0) + 1, Date.now());
  const attributes = attributesOf(version);
  const bytes = Buffer.byteLength(JSON.stringify(attributes));
  if (bytes > POLICIES_BYTES) {
    throw new CatalogTooLarge(
      `the policies of ${server} take ${bytes} bytes with their JSON form, and ${POLICIES_BYTES} fit into their item: ` +
        'combine policies, use groups instead of lists of users, or split the server',
    );
  }
  try {
    await table.update(policiesKey(server), { set: attributes, expect: { version: before } });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // The SDK repeats an update whose response was lost.
    const now = await table.get(policiesKey(server));
    if (now?.version !== version || now.policies !== attributes.policies) {
      throw new PublishConflict(`another change of the policies of ${server} came first: publish again`);
    }
  }
  return version;
}
