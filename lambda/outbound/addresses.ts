/**
 * Returns the IPv4 address that an IPv6 address embeds: IPv4-mapped `::ffff:0:0/96` (RFC 4291), and the well-known NAT64 prefix
 * `64:ff9b::/96` (RFC 6052), through which an IPv6-only network reaches IPv4.
 *
 * @param address a valid IPv6 address without zone
 * @returns dotted decimal, or `undefined` for an address that embeds none
 */
export function embeddedIpv4(address: string): string | undefined {
  const groups = ipv6Groups(address);
  const prefix = groups.slice(0, 6).join(':');
  if (prefix !== '0:0:0:0:0:65535' && prefix !== '100:65435:0:0:0:0') return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * The eight 16-bit groups of an IPv6 address.
 *
 * @param address a valid IPv6 address without zone
 */
export function ipv6Groups(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const left = parseGroups(head);
  if (tail === undefined) return left;
  const right = parseGroups(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function parseGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
