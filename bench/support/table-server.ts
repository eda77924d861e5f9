/** An embedded in-memory table in a process of its own, so that its work is not measured. Sends its endpoints to the parent. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, type Server as NetServer } from 'node:net';
import { createServer } from 'node:tls';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE_NAME } from './settings.ts';
import { type TableEndpoints, tableLocation } from './table.ts';

const require = createRequire(import.meta.url);
// The package has no types.
const dynalite: (options: { readonly createTableMs: number }) => Server = require('dynalite');

const port = await listen(dynalite({ createTableMs: 0 }));
const endpoint = `http://127.0.0.1:${port}`;
const tlsEndpoint = `https://127.0.0.1:${await listen(tlsBefore(port))}`;

const { region, credentials } = tableLocation(endpoint);
const client = new DynamoDBClient({ region, endpoint, credentials });
await client.send(
  new CreateTableCommand({
    TableName: TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  }),
);
client.destroy();
// Exits with an interrupted bench.
process.once('disconnect', () => process.exit());
process.send?.({ endpoint, tlsEndpoint } satisfies TableEndpoints);

async function listen(server: NetServer): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** DynamoDB uses TLS only. The certificate comes with the package and has expired, so clients must not verify it. */
function tlsBefore(target: number): NetServer {
  const pem = (name: string) => readFileSync(require.resolve(`dynalite/ssl/${name}.pem`));
  return createServer({ key: pem('server-key'), cert: pem('server-crt'), noDelay: true }, (socket) => {
    const inner = connect({ port: target, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
}
