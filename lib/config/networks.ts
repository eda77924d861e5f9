import { BlockList, isIP } from 'node:net';

/** A parsed CIDR block. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly prefix: number;
}

/**
 * The widest blocks that one organisation owns: a /8 of IPv4 (10.0.0.0/8), a /16 of IPv6. Every wider block counts as everyone;
 * otherwise two /1 blocks would replace 0.0.0.0/0.
 */
const WIDEST_PREFIX = { 4: 8, 6: 16 } as const;

/** Parses a CIDR block; returns undefined if the text is not one. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefixText = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (rest.length > 0 || (family !== 4 && family !== 6) || !/^(0|[1-9][0-9]{0,2})$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  return prefix <= (family === 4 ? 32 : 128) ? { family, prefix } : undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addSubnet('0.0.0.0', 8, 'ipv4');
LOOPBACK.addSubnet('::', 127, 'ipv6');
const WIDEST_LOOPBACK = { 4: 8, 6: 127 } as const;

/** Whether a CIDR block contains nothing but addresses of the machine itself: loopback, or the unspecified address. */
export function isLoopback(cidr: string): boolean {
  const block = parseCidr(cidr);
  if (block === undefined) return false;
  const [address = ''] = cidr.split('/');
  if (block.family === 6 && block.prefix >= 96 + 8 && LOOPBACK.check(address, 'ipv6')) return true; // ::ffff:127.0.0.1
  return block.prefix >= WIDEST_LOOPBACK[block.family] && LOOPBACK.check(address, block.family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a CIDR block is wider than any block that one organisation owns. */
export function isOpenToEveryone(cidr: string): boolean {
  const block = parseCidr(cidr);
  return block !== undefined && block.prefix < WIDEST_PREFIX[block.family];
}
