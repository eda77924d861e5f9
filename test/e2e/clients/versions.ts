/** How a client is driven: the program in `drivers/` that runs it. */
type Driver = 'sdk-v1' | 'sdk-v2' | 'ai-sdk' | 'inspector' | 'mcp-remote' | 'claude-code' | 'browser';

/** One row of the matrix. */
export interface ClientVersion {
  /** Name of its row, of its cache folder and on the command line. */
  readonly name: string;
  /** What a reader knows the client by. */
  readonly title: string;
  readonly driver: Driver;
  /** The npm packages to install, with their exact versions; the first is the client. */
  readonly packages: Readonly<Record<string, string>>;
  /** What the driver needs to know beside that. */
  readonly options?: Readonly<Record<string, string>>;
}

/** The last patch of each minor version; 1.10 is the first with Streamable HTTP. */
const SDK_V1 = [
  '1.10.2',
  '1.11.5',
  '1.13.3',
  '1.15.1',
  '1.17.5',
  '1.20.2',
  '1.23.1',
  '1.25.3',
  '1.28.0',
  '1.30.1',
  '1.32.2',
];

const SDK_V2 = '2.4.0';

/** Every client of the matrix, in the order of its table. */
export const CLIENTS: readonly ClientVersion[] = [
  ...SDK_V1.map(
    (version): ClientVersion => ({
      name: `sdk-${version}`,
      title: `SDK v1 ${version}`,
      driver: 'sdk-v1',
      packages: { '@modelcontextprotocol/sdk': version },
    }),
  ),
  {
    name: 'sdk-1.32.2-browser',
    title: 'SDK v1 1.32.2 in Chromium',
    driver: 'browser',
    packages: { '@modelcontextprotocol/sdk': '1.32.2' },
  },
  sdkV2('legacy'),
  sdkV2('modern'),
  sdkV2('auto'),
  {
    name: 'ai-4',
    title: '`ai` 4.3.19',
    driver: 'ai-sdk',
    packages: { ai: '4.3.19', '@modelcontextprotocol/sdk': '1.10.2', react: '19.2.0', zod: '3.25.76' },
    options: { module: 'ai', create: 'experimental_createMCPClient', transport: 'sdk' },
  },
  {
    name: 'ai-5.0',
    title: '`ai` 5.0.0',
    driver: 'ai-sdk',
    packages: { ai: '5.0.0', '@modelcontextprotocol/sdk': '1.20.2', zod: '3.25.76' },
    options: { module: 'ai', create: 'experimental_createMCPClient', transport: 'sdk' },
  },
  aiSdkMcp('ai-5', '`ai` 5 (`@ai-sdk/mcp` 0.0.23)', '0.0.23'),
  aiSdkMcp('ai-6', '`ai` 6 (`@ai-sdk/mcp` 1.0.102)', '1.0.102'),
  aiSdkMcp('ai-7', '`ai` 7 (`@ai-sdk/mcp` 2.0.99)', '2.0.99'),
  {
    name: 'inspector-0.15',
    title: 'Inspector 0.15.0',
    driver: 'inspector',
    // The SDK of its time, rather than the newest that its range allows.
    packages: { '@modelcontextprotocol/inspector': '0.15.0', '@modelcontextprotocol/sdk': '1.13.3' },
    options: { entry: 'cli/build/cli.js', generation: '0' },
  },
  {
    name: 'inspector-2',
    title: 'Inspector 2.12.0',
    driver: 'inspector',
    packages: { '@modelcontextprotocol/inspector': '2.12.0' },
    options: { entry: 'clients/launcher/build/index.js', generation: '2' },
  },
  {
    name: 'mcp-remote',
    title: 'mcp-remote 0.15.1',
    driver: 'mcp-remote',
    packages: { 'mcp-remote': '0.15.1', '@modelcontextprotocol/sdk': '1.32.2' },
  },
  {
    name: 'claude-code',
    title: 'Claude Code 2.1.332, `claude mcp list`',
    driver: 'claude-code',
    packages: { '@anthropic-ai/claude-code': '2.1.332' },
  },
];

function sdkV2(era: 'legacy' | 'modern' | 'auto'): ClientVersion {
  return {
    name: `sdk-v2-${era}`,
    title: `SDK v2 ${SDK_V2}, ${era}`,
    driver: 'sdk-v2',
    packages: { '@modelcontextprotocol/client': SDK_V2 },
    options: { era },
  };
}

function aiSdkMcp(name: string, title: string, version: string): ClientVersion {
  return {
    name,
    title,
    driver: 'ai-sdk',
    packages: { '@ai-sdk/mcp': version, zod: '4.1.13' },
    options: { module: '@ai-sdk/mcp', create: 'experimental_createMCPClient', transport: 'http' },
  };
}
