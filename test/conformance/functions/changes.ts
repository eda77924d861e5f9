import type { CatalogDocument } from '../../../lambda/catalog/index.ts';
import { openTable } from '../../../lambda/catalog/publish/dynamodb-table.ts';
import { publish } from '../../../lambda/catalog/publish/write/publisher.ts';
import { defineTools } from './tools.ts';

const SERVER = 'conformance';
const table = openTable({ table: String(process.env.CATALOG_TABLE) });

/** Tools that publish to the server that they belong to, as `spillway apply` does. What they change keeps its name. */
export const handler = defineTools({
  async test_trigger_tool_change() {
    const description = `Changed at ${new Date().toISOString()}.`;
    return change({
      kind: 'Tool',
      server: SERVER,
      name: 'test_changing_tool',
      description,
      input: { type: 'object' },
      target: { type: 'static', text: description },
    });
  },

  async test_trigger_prompt_change() {
    const description = `Changed at ${new Date().toISOString()}.`;
    return change({
      kind: 'Prompt',
      server: SERVER,
      name: 'test_changing_prompt',
      description,
      messages: [{ role: 'user', content: { type: 'text', text: description } }],
    });
  },
});

async function change(document: CatalogDocument): Promise<string> {
  const { version } = await publish(table, { server: SERVER, documents: [document], prune: false });
  return `Version ${version} shows.`;
}
