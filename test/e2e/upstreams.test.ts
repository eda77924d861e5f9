import { applyLoaded, openTable, parseDocuments } from '../../lambda/catalog/publish/index.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { modernCall, postJson } from './support/requests.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

/** A tool of the cloud's metadata service. Publishing refuses it where the stage is known, and cannot where only the table is. */
const FORBIDDEN = `kind: Tool
server: workshop
name: upstream_forbidden
description: Its upstream is the metadata service of the cloud, which no tool may reach.
input: { type: object, properties: {} }
target: { type: http, method: GET, url: "http://169.254.169.254/latest/meta-data/", result: "{% $response.body %}" }
`;

describe('upstreams that misbehave', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
    const { table: name, tableEndpoint: endpoint, region, credentials } = workshop;
    const table = openTable({ table: name, endpoint, region, credentials });
    await applyLoaded(parseDocuments('forbidden.yaml', FORBIDDEN), { table, targets: targetTypes });
    table.close();
  });
  afterAll(() => workshop.stop());

  async function call(name: string): Promise<{ readonly text: string; readonly ms: number }> {
    const started = performance.now();
    const { status, json } = await postJson(`${workshop.endpoint}/mcp/workshop`, modernCall(name));
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { result: { isError: true, content: [{ type: 'text' }] } },
    });
    return { text: JSON.stringify(json.result), ms: performance.now() - started };
  }

  test('one that hangs ends with the time limit of the tool', async () => {
    const { text, ms } = await call('upstream_hangs');
    expect(text).toMatch(/took too long/);
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(3000);
  });

  test.each([
    ['answers garbage', 'upstream_garbage', /JSON/],
    ['hangs up', 'upstream_breaks', /closed the connection/],
    ['refuses the connection', 'upstream_refuses', /refused the connection/],
    ['answers more than the tool may return', 'upstream_huge', /more than 262144 bytes/],
  ])('one that %s', async (_, tool, reason) => {
    expect((await call(tool)).text).toMatch(reason);
  });

  test('one that is unhappy is quoted, so that the model learns why', async () => {
    const { text } = await call('upstream_unhappy');
    expect(text).toMatch(/503/);
    expect(text).toMatch(/closed for stocktaking/);
  });

  test('one that no tool may reach is refused before anything is sent', async () => {
    const { text, ms } = await call('upstream_forbidden');
    expect(text).toMatch(/169\.254\.169\.254/);
    expect(ms).toBeLessThan(1000);
  });

  test('the function serves on as if nothing had happened', async () => {
    const { json } = await postJson(`${workshop.endpoint}/mcp/workshop`, modernCall('greet'));
    expect(json).toMatchObject({ result: { content: [{ text: 'Good morning!' }] } });
  });
});
