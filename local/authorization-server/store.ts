/** What oidc-provider stores of a token, session or the like. */
interface Payload {
  readonly uid?: string;
  readonly userCode?: string;
  readonly grantId?: string;
  consumed?: number;
}

/** How oidc-provider stores the instances of one of its models. */
interface Adapter {
  upsert(id: string, payload: Payload): Promise<void>;
  find(id: string): Promise<Payload | undefined>;
  findByUid(uid: string): Promise<Payload | undefined>;
  findByUserCode(code: string): Promise<Payload | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Keeps everything in memory, apart from what other authorization servers keep, and beyond a change of keys. */
export function createAuthorizationStore(): (model: string) => Adapter {
  const models = new Map<string, Map<string, Payload>>();
  return (model) => {
    const items = models.get(model) ?? new Map<string, Payload>();
    models.set(model, items);
    const where = (matches: (payload: Payload) => boolean) => [...items.values()].find(matches);
    return {
      upsert: async (id, payload) => {
        items.set(id, payload);
      },
      find: async (id) => items.get(id),
      findByUid: async (uid) => where((payload) => payload.uid === uid),
      findByUserCode: async (code) => where((payload) => payload.userCode === code),
      consume: async (id) => {
        const payload = items.get(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        items.delete(id);
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of items) if (payload.grantId === grantId) items.delete(id);
      },
    };
  };
}
