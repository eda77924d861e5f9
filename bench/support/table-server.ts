/** An embedded table in memory, in a process of its own so that its work is not measured with ours. Tells its parent where. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, type Server as NetServer } from 'node:net';
import { createServer } from 'node:tls';
import { createCatalogTable } from '../../test/support/table-definition.ts';
import { TABLE_NAME } from './settings.ts';
import { type TableEndpoints, tableLocation } from './table.ts';

const require = createRequire(import.meta.url);
// The package has no types of its own.
const dynalite: (options: { readonly createTableMs: number }) => Server = require('dynalite');

const port = await listen(dynalite({ createTableMs: 0 }));
const endpoint = `http://127.0.0.1:${port}`;
const tlsEndpoint = `https://127.0.0.1:${await listen(tlsBefore(port))}`;

const { region, credentials } = tableLocation(endpoint);
await createCatalogTable({ table: TABLE_NAME, region, endpoint, credentials });
// A bench that is interrupted leaves nothing running.
process.once('disconnect', () => process.exit());
process.send?.({ endpoint, tlsEndpoint } satisfies TableEndpoints);

async function listen(server: NetServer): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** DynamoDB speaks TLS only. The certificate is the package's own, long expired: whoever connects must not check it. */
function tlsBefore(target: number): NetServer {
  const pem = (name: string) => readFileSync(require.resolve(`dynalite/ssl/${name}.pem`));
  return createServer({ key: pem('server-key'), cert: pem('server-crt'), noDelay: true }, (socket) => {
    const inner = connect({ port: target, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
}
