import { clientNetwork } from '../../../../lambda/protocol/limits/client-network.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:51234', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]:51234', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['64:ff9b::203.0.113.7', '203.0.113.7'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'unknown'],
  ['203.0.113.07', 'unknown'],
  ['', 'unknown'],
  ['unknown, 1.2.3.4', 'unknown'],
  ['a#caller#key:1', 'unknown'],
  [undefined, 'unknown'],
])('%s is the client %s', (address, client) => {
  expect(clientNetwork(address)).toBe(client);
});
