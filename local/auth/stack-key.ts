import { userInfo } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { createKeyStore } from '../../lambda/auth/keys/manage/index.ts';
import { openTable } from '../../lambda/catalog/publish/index.ts';

const DAYS = 365;
const DAY_MS = 86_400_000;
/** As many as a key can have. */
const MAX_SCOPES = 100;

/** A key that is valid as long as the stack runs. */
export interface StackKey {
  readonly key: string;
  /** Gives the key the scopes that documents name now. */
  allow(scopes: readonly string[]): Promise<void>;
  /** Ends the key for good. */
  revoke(): Promise<void>;
}

/** The catalogue's table in the local stack. */
interface TableLocation {
  readonly table: string;
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Creates a key for every server, as `spillway keys create` does. */
export async function createStackKey(
  location: TableLocation,
  scopes: readonly string[],
  log: (line: string) => void,
): Promise<StackKey> {
  const limited = (all: readonly string[]): readonly string[] => {
    if (all.length > MAX_SCOPES)
      log(`note: the documents name ${all.length} scopes; the key has the first ${MAX_SCOPES}`);
    return all.slice(0, MAX_SCOPES);
  };
  const request = {
    name: 'npm start -- --auth',
    owner: userInfo().username,
    scopes: limited(scopes),
    expiresAt: Date.now() + DAYS * DAY_MS,
  };
  const { key, id } = await withKeys(location, (keys) => keys.create(request));
  let present = scopes;
  return {
    key,
    async allow(named) {
      if (isDeepStrictEqual(named, present)) return;
      await withKeys(location, (keys) => keys.setScopes(id, limited(named)));
      present = named;
    },
    revoke: async () => void (await withKeys(location, (keys) => keys.revoke(id))),
  };
}

async function withKeys<V>(
  location: TableLocation,
  work: (keys: ReturnType<typeof createKeyStore>) => Promise<V>,
): Promise<V> {
  const table = openTable(location);
  try {
    return await work(createKeyStore({ table, identity: () => table.identity(), maxDays: DAYS, now: Date.now }));
  } finally {
    table.close();
  }
}
