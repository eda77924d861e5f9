import type { Sight } from '../../lambda/catalog/index.ts';

/** What a caller sees whose sight depends on scopes alone. */
export function seeing(seesGroup: (scopes: readonly string[]) => boolean, rest: Partial<Sight> = {}): Sight {
  return {
    sees: (_list, _id, scopes) => seesGroup(scopes),
    seesGroup,
    isSelective: false,
    readsTime: false,
    isShared: (scopes) => scopes.length === 0,
    isAnonymous: false,
    key: 'somebody',
    ...rest,
  };
}

/** What a caller sees that holds these scopes. */
export function holding(...held: readonly string[]): Sight {
  return seeing((scopes) => scopes.every((scope) => held.includes(scope)), { key: `holding ${held.join(' ')}` });
}
