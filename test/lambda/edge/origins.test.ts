import { createOriginCheck } from '../../../lambda/edge/index.ts';

const isAllowed = createOriginCheck(['https://*.app.*.example.com', 'http://localhost:*'], 'https://mcp.example.com');

test('a pattern matches origins of any host name', () => {
  const label = 'a'.repeat(63);
  expect(isAllowed(`https://${label}.app.${label}.${label}.example.com`)).toBe(true);
});

test.each(['http://localhost:', 'https://x'])('nothing longer than an origin can be is compared: %s', (start) => {
  const long = `${start}${'.app.x'.repeat(50)}`.padEnd(600, '1');
  expect(isAllowed(long)).toBe(false);
  expect(isAllowed(`${long}.app.a.example.com`)).toBe(false);
});
