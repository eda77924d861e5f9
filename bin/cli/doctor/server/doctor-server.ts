import { randomBytes } from 'node:crypto';
import {
  createKeyStore,
  type KeyDetails,
  type KeyStore,
  keyItemKey,
} from '../../../../lambda/auth/keys/manage/index.ts';
import {
  deleteServer,
  type OpenTable,
  observeLastChange,
  type PublishedState,
  publish,
  readPolicies,
  readPublishedState,
  writePolicies,
} from '../../../../lambda/catalog/publish/index.ts';
import { DOCTOR_KEY_MS, DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import type { ChangeLog } from '../../audit/change-log.ts';
import { documentsOf, isOfDoctor, isOfRun, scopeOf } from './documents.ts';

/** The server of doctor at one stage. */
export interface DoctorServer {
  /**
   * Publishes the server, and creates the key. Removes what an earlier run left behind.
   *
   * @param now the clock of the endpoint, epoch milliseconds: the key ends by it
   * @throws ServerNotOpened when something else has the name
   */
  open(now: () => number): Promise<Opened>;
  /** The text of the key. @throws Error before it exists */
  readonly key: string;
  /** Publishes another tool. @throws ServerNotOpened when another run replaced the server */
  publishLater(): Promise<void>;
  /** Deletes the key and the server, as far as they were made; the server of a run that replaced it stays. */
  close(): Promise<void>;
}

/** The server, as it was opened. */
interface Opened {
  readonly version: number | undefined;
  /** Whether it was published before: functions may have read that. */
  readonly isRepeated: boolean;
}

/** The name has documents or policies that this run of doctor did not make. */
export class ServerNotOpened extends Error {
  override readonly name = 'ServerNotOpened';
}

/** Where the server is. */
interface DoctorServerOptions {
  readonly table: OpenTable;
  readonly changes: ChangeLog;
  /** The longest lifetime of a key in days. */
  readonly maxDays: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

const KEYS_AT_ONCE = 1_000;
const KEY_NAME = 'spillway doctor';

/** Makes the server of a stage; nothing is written before it is opened. Every write is in the audit, with who made it. */
export function createDoctorServer({ table, changes, maxDays, now }: DoctorServerOptions): DoctorServer {
  const scope = scopeOf(randomBytes(8).toString('hex'));
  let key: { readonly id: string; readonly text: string } | undefined;
  let isPublished = false;

  const keysAt = (clock: () => number): KeyStore =>
    createKeyStore({ table, identity: table.identity, maxDays, now: clock });

  async function publishDocuments(isLater: boolean): Promise<number | undefined> {
    const work = () => publish(table, { server: DOCTOR_SERVER, documents: documentsOf(scope, isLater), prune: true });
    const change = {
      action: 'catalog.apply',
      server: DOCTOR_SERVER,
      subject: DOCTOR_SERVER,
      summary: KEY_NAME,
    } as const;
    isPublished = true; // from here on something may be visible, also after a failure
    return (await changes.record({ change, work })).version;
  }

  async function createKey(clock: () => number): Promise<void> {
    const request = {
      name: KEY_NAME,
      owner: KEY_NAME,
      servers: [DOCTOR_SERVER],
      scopes: [scope],
      expiresAt: clock() + DOCTOR_KEY_MS,
    };
    const work = async () => {
      const created = await keysAt(clock).create(request);
      key = { id: created.id, text: created.key };
      return created;
    };
    const change = { action: 'keys.create', subject: KEY_NAME, summary: `for ${DOCTOR_SERVER} alone` } as const;
    await changes.record({ change, work, outcome: ({ id }) => ({ subject: id }) });
  }

  async function removeKey(id: string): Promise<void> {
    const change = { action: 'keys.revoke', subject: id, summary: `${KEY_NAME}: deleted` } as const;
    await changes.record({ change, work: () => table.removeAll([keyItemKey(id)]) });
  }

  async function removeServer(published: PublishedState): Promise<void> {
    const change = {
      action: 'catalog.delete',
      server: DOCTOR_SERVER,
      subject: DOCTOR_SERVER,
      summary: KEY_NAME,
    } as const;
    await changes.record({
      change,
      work: async () => {
        await deleteServer(table, published);
        await observeLastChange(table, DOCTOR_SERVER, now);
      },
    });
  }

  /** @returns whether the server was ever published; @throws ServerNotOpened */
  async function removeLeftovers(): Promise<boolean> {
    const before = await readPolicies(table, DOCTOR_SERVER);
    if (before.policies.length > 0) throw new ServerNotOpened(`The table has policies of a server ${DOCTOR_SERVER}.`);
    // Somebody deleted a server of that name with its policies, which denies everything until the next publish.
    if (before.closed) await writePolicies(table, before, []);
    const published = await readPublishedState(table, DOCTOR_SERVER);
    if (!published.head) return published.active !== undefined;
    if (!isOfDoctor(published.document)) {
      throw new ServerNotOpened(`A server ${DOCTOR_SERVER} is published, and not by doctor.`);
    }
    // Ended before it could clean up: its server stands for its key, which is created later and deleted earlier.
    for (const { id } of await keysOfDoctor(keysAt(now))) await removeKey(id);
    await removeServer(published);
    return true;
  }

  /** What is published, while it is of this run. */
  async function ownState(): Promise<PublishedState | undefined> {
    const published = await readPublishedState(table, DOCTOR_SERVER);
    return isOfRun(published.document, scope) ? published : undefined;
  }

  return {
    async open(clock) {
      const isRepeated = await removeLeftovers();
      const version = await publishDocuments(false);
      await createKey(clock);
      return { version, isRepeated };
    },
    get key() {
      if (key === undefined) throw new Error('doctor has no key yet');
      return key.text;
    },
    async publishLater() {
      if ((await ownState()) === undefined) throw new ServerNotOpened('Another run of doctor replaced the server.');
      await publishDocuments(true);
    },
    async close() {
      const { id } = key ?? {};
      if (id !== undefined) await removeKey(id);
      key = undefined;
      const own = isPublished ? await ownState() : undefined;
      if (own !== undefined) await removeServer(own);
      isPublished = false;
    },
  };
}

async function keysOfDoctor(keys: KeyStore): Promise<readonly KeyDetails[]> {
  const found: KeyDetails[] = [];
  let after: string | undefined;
  do {
    const page = await keys.list(KEYS_AT_ONCE, after);
    found.push(...page.keys.filter(({ name, servers }) => name === KEY_NAME && servers?.join() === DOCTOR_SERVER));
    after = page.next;
  } while (after !== undefined);
  return found;
}
