/** The client that the official suite drives: `conformance-client.ts v1|v2 URL`. The scenario is in the environment. */
import * as v2 from '@modelcontextprotocol/client';
import { auth as authV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { type SdkOAuth, SpillwayTransport } from '../../../client/transport/index.ts';
import { ConformanceProvider } from './conformance-provider.ts';

const [, , sdk = '', url = ''] = process.argv;
const scenario = process.env.MCP_CONFORMANCE_SCENARIO ?? '';
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');

const IDENTITY = { name: 'spillway-conformance', version: '1.0.0' };
const CAPABILITIES = { elicitation: { form: { applyDefaults: true } } };

type Args = Record<string, unknown>;

/** What the scenarios use of a client, of either SDK. */
interface Driven {
  tools(): Promise<readonly { readonly name: string; readonly inputSchema: unknown }[]>;
  call(name: string, args?: Args): Promise<unknown>;
  readAll(): Promise<void>;
  close(): Promise<void>;
}

async function connect(): Promise<Driven> {
  const transport = new SpillwayTransport({ url, ...(scenario.startsWith('auth/') && { oauth: oauth() }) });
  const client = sdk === 'v1' ? new ClientV1(IDENTITY, { capabilities: CAPABILITIES }) : clientV2();
  // Empty answers: the SDK adds the defaults of the form.
  const answer = async () => ({ action: 'accept' as const, content: answerFor() });
  if (client instanceof ClientV1) client.setRequestHandler(ElicitRequestSchema, answer);
  else client.setRequestHandler('elicitation/create', answer);
  await client.connect(transport);
  const capabilities = client.getServerCapabilities() ?? {};
  return {
    tools: async () => (await client.listTools()).tools,
    call: (name, args = {}) => client.callTool({ name, arguments: args }),
    readAll: async () => {
      if (capabilities.resources) {
        const { resources } = await client.listResources();
        for (const { uri } of resources) await client.readResource({ uri });
      }
      if (capabilities.prompts) {
        const { prompts } = await client.listPrompts();
        for (const { name } of prompts) await client.getPrompt({ name });
      }
    },
    close: () => client.close(),
  };
}

function clientV2(): v2.Client {
  return new v2.Client(IDENTITY, { capabilities: CAPABILITIES, versionNegotiation: { mode: 'auto' } });
}

function answerFor(): Record<string, string | boolean> {
  return scenario.startsWith('elicitation-') ? {} : { confirmed: true };
}

/** The SDK's `auth`, and the code of the user's consent, which is there at once. */
function oauth(): SdkOAuth {
  const { client_id, client_secret, issuer } = context;
  const provider = new ConformanceProvider(client_id && { client_id, client_secret, ...(issuer && { issuer }) });
  return {
    provider,
    auth: async (_, request) => {
      const run = (more: { authorizationCode?: string; iss?: string }) =>
        sdk === 'v1' ? authV1(provider, { ...request, ...more }) : v2.auth(provider, { ...request, ...more });
      if ((await run({})) === 'AUTHORIZED') return 'AUTHORIZED';
      const iss = provider.callback.get('iss');
      return run({ authorizationCode: provider.callback.get('code') ?? '', ...(iss !== null && { iss }) });
    },
  };
}

async function callAll(client: Driven): Promise<void> {
  const tools = await client.tools();
  if (Array.isArray(context.toolCalls)) {
    for (const call of context.toolCalls) await client.call(call.name, call.arguments);
    return;
  }
  const [first] = tools;
  for (const { name } of tools) {
    await client.call(name, name === 'json_schema_echo' ? { schema: first?.inputSchema } : argsFor(name));
  }
}

function argsFor(name: string): Args {
  if (name === 'add_numbers') return { a: 5, b: 3 };
  if (name === 'valid_tool') return { region: 'us-west1' };
  return {};
}

const client = await connect();
// Every list of these scenarios is enough, and their tools cannot be called.
const listsOnly = scenario.startsWith('json-schema-ref') || scenario === 'initialize';
if (listsOnly) await client.tools();
else if (scenario === 'sep-2322-client-request-state') {
  // SDK v2 refuses the tool without a resultType, after the suite has seen its call.
  await Promise.allSettled((await client.tools()).map(({ name }) => client.call(name)));
} else if (scenario === 'request-metadata') await client.tools().catch(() => undefined);
else await callAll(client);
if (scenario === 'http-standard-headers') await client.readAll();
await client.close();
process.exit(0);
