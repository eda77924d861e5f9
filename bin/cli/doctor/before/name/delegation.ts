import { Resolver } from 'node:dns/promises';

/** Names the servers that DNS lists for a zone; undefined where DNS did not answer. */
export type FindNameServers = (zone: string) => Promise<readonly string[] | undefined>;

const TIMEOUT_MS = 2_000;

/** No such name, and no such record: an answer. */
const NONE = ['ENOTFOUND', 'ENODATA'];

/**
 * Asks DNS for the name servers of a zone.
 *
 * @param servers addresses of DNS servers, with ports. @default those of this machine
 */
export function createFindNameServers(servers?: readonly string[]): FindNameServers {
  return async (zone) => {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    try {
      return await resolver.resolveNs(zone);
    } catch (error) {
      return NONE.includes(codeOf(error)) ? [] : undefined;
    }
  };
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
