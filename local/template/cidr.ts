import { isIP } from 'node:net';

/** More blocks than this are a mistake. AWS: CloudFormation template reference, Fn::Cidr, "Valid values are between 1 and 256" */
const MOST_BLOCKS = 256;

/**
 * Divides a block as `Fn::Cidr` does.
 *
 * @param block an IPv4 or IPv6 block, such as `10.0.0.0/16`
 * @param count number of blocks to return
 * @param hostBits bits of each block's addresses that belong to the host
 * @returns the blocks, or undefined if the arguments are not valid
 */
export function divideBlock(block: string, count: number, hostBits: number): string[] | undefined {
  const [address = '', prefixText = ''] = block.split('/');
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  const prefix = Number(prefixText);
  const size = bits - hostBits;
  const isValid = family !== 0 && /^\d+$/.test(prefixText) && prefix <= size && size <= bits;
  if (!isValid || !Number.isInteger(count) || count < 1 || count > MOST_BLOCKS || count > 2 ** (size - prefix)) return;
  const first = (toNumber(address, family) >> BigInt(bits - prefix)) << BigInt(bits - prefix);
  return Array.from({ length: count }, (_, index) => {
    return `${toText(first + (BigInt(index) << BigInt(hostBits)), family)}/${size}`;
  });
}

function toNumber(address: string, family: number): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [before = '', after] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const all = after === undefined ? head : [...head, ...zeros, ...tail];
  return all.reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}

function toText(value: bigint, family: number): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65_535n).toString(16));
  return groups.join(':');
}
