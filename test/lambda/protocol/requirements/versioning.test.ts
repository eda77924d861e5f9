import { ask, askOld } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { EVERYTHING, METHODS } from './support/everything.ts';

/** spec: basic/versioning, server/discover */

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const SUPPORTED = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

test.each(['2027-01-01', '2024-11-05', 'DRAFT-2026', ''])(
  'a version that nobody implements is refused with the versions that are',
  async (requested) => {
    const handler = (await deploy(...EVERYTHING)).instance();
    for (const [method, params] of METHODS) {
      const asking = { meta: { [VERSION]: requested }, headers: { 'mcp-protocol-version': requested } };
      const { status, response } = await ask(handler, method, params, asking);
      expect(status).toBe(400);
      expect(response).toMatchObject({ id: 1, error: { code: -32022, data: { supported: SUPPORTED, requested } } });
    }
  },
);

test('discover answers with the versions, what is offered and who answers', async () => {
  const { response } = await ask((await deploy(...EVERYTHING)).instance(), 'server/discover');
  expect(response.result).toMatchObject({
    supportedVersions: SUPPORTED,
    capabilities: { tools: {}, prompts: {}, resources: {}, completions: {} },
    instructions: 'Be kind.',
    _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'test', version: '1.2.3', title: 'Test server' } },
  });
});

test('every version that discover names is served', async () => {
  const handler = (await deploy(...EVERYTHING)).instance();
  const { supportedVersions } = (await ask(handler, 'server/discover')).response.result;
  for (const version of supportedVersions) {
    const asking = { headers: { 'mcp-protocol-version': version } };
    const { response } = await (version === '2026-07-28'
      ? ask(handler, 'tools/list')
      : askOld(handler, 'tools/list', {}, asking));
    expect(response.result.tools).toHaveLength(1);
  }
});

test('extensions are named like keys of _meta, with a prefix', async () => {
  const { response } = await ask((await deploy(...EVERYTHING)).instance(), 'server/discover');
  const names = Object.keys(response.result.capabilities.extensions);
  expect(names).toContain('io.modelcontextprotocol/tasks');
  for (const name of names) {
    expect(name).toMatch(/^([a-z]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([\w.-]*[a-z0-9])?$/i);
  }
});
