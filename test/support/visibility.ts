import type { MaySee } from '../../lambda/catalog/index.ts';

/** The catalogue's filter for a caller that holds these scopes. */
export function holding(...held: readonly string[]): MaySee {
  return (scopes) => scopes.every((scope) => held.includes(scope));
}
