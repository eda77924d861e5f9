import { isIP } from 'node:net';
import { embeddedIpv4, ipv6Groups } from '../../outbound/index.ts';

/** Groups of an IPv6 address that a provider gives to one customer at least: a /64. RFC 6177 */
const NETWORK_GROUPS = 4;
const UNKNOWN = 'unknown';

/**
 * Names the client behind an address: an IPv4 address, or the /64 network of an IPv6 address, whose other half a client chooses.
 *
 * @param address as the load balancer wrote it, with or without a port
 * @returns one name for all clients whose address is unknown
 */
export function clientNetwork(address: string | undefined): string {
  if (address === undefined) return UNKNOWN;
  const host = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? (/^([\d.]+):\d+$/.exec(address)?.[1] || address);
  const version = isIP(host);
  if (version === 4) return host;
  if (version !== 6 || host.includes('%')) return UNKNOWN;
  const groups = ipv6Groups(host).slice(0, NETWORK_GROUPS);
  return embeddedIpv4(host) ?? groups.map((group) => group.toString(16)).join(':');
}
