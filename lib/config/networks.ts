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
  // isIP() accepts the zone of an interface, which no security group knows.
  if (
    rest.length > 0 ||
    address.includes('%') ||
    (family !== 4 && family !== 6) ||
    !/^(0|[1-9][0-9]{0,2})$/.test(prefixText)
  )
    return undefined;
  const prefix = Number(prefixText);
  return prefix <= (family === 4 ? 32 : 128) ? { family, prefix } : undefined;
}

/**
 * The block that a CIDR text means: its network address, in canonical spelling, and its prefix. A text with bits set after the prefix
 * differs from it: EC2 refuses such a block, or uses this one.
 *
 * @returns undefined if the text is not a CIDR block
 * @example networkOf('10.83.5.9/16') // { text: '10.83.0.0/16', hasHostBits: true }
 */
export function networkOf(cidr: string): { readonly text: string; readonly hasHostBits: boolean } | undefined {
  const block = parseCidr(cidr);
  if (block === undefined) return undefined;
  const [address = ''] = cidr.split('/');
  const width = block.family === 4 ? 8 : 16;
  const groups = block.family === 4 ? address.split('.').map(Number) : groupsOf(address);
  const network = groups.map((group, index) => {
    const bits = Math.min(width, Math.max(0, block.prefix - index * width));
    return group - (group % 2 ** (width - bits));
  });
  const hasHostBits = network.some((group, index) => group !== groups[index]);
  if (block.family === 4) return { text: `${network.join('.')}/${block.prefix}`, hasHostBits };
  const text = canonical(network.map((group) => group.toString(16)).join(':'));
  return { text: `${text}/${block.prefix}`, hasHostBits };
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = canonical(address).split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [first, last] = [parse(head), parse(tail ?? '')];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}

/** RFC 5952: the shortest spelling, without an IPv4 address at the end. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
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
