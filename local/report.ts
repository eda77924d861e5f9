import type { AccessLogEntry } from './alb/index.ts';
import type { LocalStack } from './stack.ts';

/** Characters of a tool's name, or of a resource's URI, in the access log. */
const NAME_LENGTH = 80;

/** Formats one line of the access log, such as `POST /mcp/orders tools/call find_order isError function=stream 200 12.3 ms 345 B`. */
export function accessLine({
  method,
  path,
  rule,
  function: name,
  status,
  ms,
  bytes,
  mcp,
  retries,
}: AccessLogEntry): string {
  const subject = mcp?.name?.slice(0, NAME_LENGTH);
  const failure = typeof mcp?.failure === 'number' ? `error=${mcp.failure}` : mcp?.failure;
  const asked = [mcp?.method.slice(0, NAME_LENGTH), subject, failure, retries > 0 ? `retries=${retries}` : undefined];
  const route = [`rule=${rule ?? '-'}`, `function=${name ?? '-'}`, status, ms.toFixed(1), 'ms', bytes, 'B'];
  return [method, path, ...asked.filter((word) => word !== undefined), ...route].join(' ');
}

/**
 * A line of a function's log for people: of the JSON that functions log, the level, the message and the fields; a stack trace on lines
 * of its own. Any other line stays as it is.
 */
export function readableLine(line: string): string {
  const [, label = '', text = ''] = /^(\[[^\]]+\] )(\{.*\})$/s.exec(line) ?? [];
  const { timestamp: _, level, message, error, stack, ...fields } = parseObject(text);
  if (level === undefined || message === undefined) return line;
  const words = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const trace = [error, stack].filter((each) => typeof each === 'string').map((each) => `\n${each}`);
  return `${label}${[level, message, ...words].join(' ')}${trace.join('').replaceAll('\n', '\n  ')}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The ready message for users: what is there, and lines to paste into clients. */
export function readyText(stack: LocalStack): string {
  const { endpoint, table, tableEndpoint, credentials, auth, servers } = stack;
  const { accessKeyId, secretAccessKey } = credentials;
  return [
    `Endpoint    ${endpoint}`,
    `Table       ${table} at ${tableEndpoint}`,
    `Access key  AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    ...(auth ? [`Issuer      ${auth.issuer}`, `API key     ${auth.key}`] : []),
    '',
    ...serverLines(stack),
    ...(servers[0] === undefined ? [] : ['', ...clientLines(servers[0], stack)]),
    '',
    'Spillway is ready',
  ].join('\n');
}

function serverLines({ endpoint, servers, counts }: LocalStack): readonly string[] {
  if (servers.length === 0) return ['No server is published yet.'];
  const rows = servers.map((server) => {
    const { tools = 0, prompts = 0, resources = 0 } = counts[server] ?? {};
    const more = [count(prompts, 'prompt'), count(resources, 'resource')].filter((text) => !text.startsWith('0 '));
    return [server, [count(tools, 'tool'), ...more].join(', '), `${endpoint}/mcp/${server}`] as const;
  });
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return rows.map(([server, what, url]) => `${server.padEnd(width(0))}  ${what.padEnd(width(1))}  ${url}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** How clients connect to a server, as README.md and docs/clients.md spell it. */
function clientLines(server: string, { endpoint, auth }: LocalStack): readonly string[] {
  const url = `${endpoint}/mcp/${server}`;
  const header = auth && `Authorization: Bearer ${auth.key}`;
  const headers = auth && { headers: { Authorization: `Bearer ${auth.key}` } };
  const withHeader = (option: string) => (header === undefined ? '' : ` ${option} "${header}"`);
  const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  return [
    `Connect to ${server}${auth ? '; clients that can open a browser log in without the header' : ''}:`,
    `  Claude Code  claude mcp add --transport http ${server} ${url}${withHeader('--header')}`,
    `  VS Code      .vscode/mcp.json: ${JSON.stringify({ servers: { [server]: { type: 'http', url, ...headers } } })}`,
    `  Cursor       .cursor/mcp.json: ${JSON.stringify({ mcpServers: { [server]: { url, ...headers } } })}`,
    `  Inspector    npx @modelcontextprotocol/inspector --cli ${url} --transport http --method tools/list${withHeader('--header')}`,
    `  curl         curl ${url} -H 'Content-Type: application/json'${withHeader('-H')} -d '${list}'`,
    `  spillway     npm run -s spillway -- call ${server}/TOOL --args '{}' --local`,
  ];
}

/** The ready message for programs: one line of JSON. */
export function readyJson({ endpoint, servers, counts, table, tableEndpoint, credentials, auth }: LocalStack): string {
  return JSON.stringify({ endpoint, servers, counts, table, tableEndpoint, credentials, ...auth });
}
