import { networkInterfaces } from 'node:os';
import { startTestStack } from '../e2e/support/stack.ts';

/** spec: basic/transports/streamable-http#security--endpoint */
test('the local stack listens on 127.0.0.1 and nowhere else', async () => {
  const stack = await startTestStack();
  try {
    const { hostname, port } = new URL(stack.endpoint);
    expect(hostname).toBe('127.0.0.1');
    expect((await fetch(`${stack.endpoint}/mcp`)).status).toBe(405);
    for (const address of otherAddresses()) {
      await expect(fetch(`http://${address}:${port}/mcp`)).rejects.toThrow('fetch failed');
    }
  } finally {
    await stack.stop();
  }
});

function otherAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}
