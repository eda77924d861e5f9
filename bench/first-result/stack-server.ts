/** A local stack in a process of its own, so that its work does not delay the measuring process. */
import { join } from 'node:path';
import { startLocalStack } from '../../local/index.ts';
import type { StackEndpoints } from './stack.ts';
import { synthesizeBench } from './stage.ts';

const [directory = '', proxy = ''] = process.argv.slice(2);
const assembly = join(directory, 'cdk.out');
await synthesizeBench(assembly);
const stack = await startLocalStack({
  port: 0,
  assembly,
  catalog: [join(directory, 'catalog')],
  stateDirectory: join(directory, 'state'),
  tableEndpointForFunctions: () => proxy,
  log: (line) => console.error(line),
});
process.once('disconnect', () => {
  stack.stop().finally(() => process.exit());
});
const { endpoint, tableEndpoint, table, credentials } = stack;
process.send?.({ endpoint, tableEndpoint, table, credentials } satisfies StackEndpoints);
