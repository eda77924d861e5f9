import { divideBlock } from '../../../local/template/cidr.ts';

test.each([
  ['10.83.0.0/16', 2, 6, ['10.83.0.0/26', '10.83.0.64/26']],
  ['10.83.5.9/24', 1, 8, ['10.83.5.0/24']],
  [
    '2001:db8:0:ff00::/56',
    3,
    64,
    ['2001:db8:0:ff00:0:0:0:0/64', '2001:db8:0:ff01:0:0:0:0/64', '2001:db8:0:ff02:0:0:0:0/64'],
  ],
])('%s is divided into %j blocks of %j host bits', (block, count, hostBits, blocks) => {
  expect(divideBlock(block, count, hostBits)).toEqual(blocks);
});

test.each([
  ['10.83.0.0', 1, 8],
  ['ten/16', 1, 8],
  ['10.83.0.0/24', 5, 6],
  ['10.83.0.0/24', 1, 9],
  ['10.83.0.0/24', 0, 8],
  ['10.83.0.0/8', 257, 8],
  ['10.83.0.0/24', 1, -1],
  ['10.83.0.0/24', 1.5, 8],
])('%s cannot be divided into %j blocks of %j host bits', (block, count, hostBits) => {
  expect(divideBlock(block, count, hostBits)).toBeUndefined();
});
