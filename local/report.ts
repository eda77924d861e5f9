import type { AccessLogEntry } from './alb/index.ts';
import type { LocalStack } from './stack.ts';

/** Formats one line of the access log. */
export function accessLine({ method, path, rule, function: name, status, ms, bytes }: AccessLogEntry): string {
  return `${method} ${path} rule=${rule ?? '-'} function=${name ?? '-'} ${status} ${ms.toFixed(1)} ms ${bytes} B`;
}

/** The ready message for users, with a line to paste into an MCP client's configuration. */
export function readyText(stack: LocalStack): string {
  const { auth } = stack;
  const headers = auth && { headers: { Authorization: `Bearer ${auth.key}` } };
  return [
    `Endpoint    ${stack.endpoint}`,
    `Table       ${stack.table} at ${stack.tableEndpoint}`,
    `Access key  AWS_ACCESS_KEY_ID=${stack.credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${stack.credentials.secretAccessKey}`,
    ...(auth ? [`Issuer      ${auth.issuer}`, `API key     ${auth.key}`] : []),
    auth
      ? 'MCP client configuration; without `headers`, clients that can open a browser log in:'
      : 'MCP client configuration:',
    JSON.stringify({
      mcpServers: Object.fromEntries(
        stack.servers.map((server) => [server, { type: 'http', url: `${stack.endpoint}/mcp/${server}`, ...headers }]),
      ),
    }),
    'Spillway is ready',
  ].join('\n');
}

/** The ready message for programs: one line of JSON. */
export function readyJson({ endpoint, servers, table, tableEndpoint, credentials, auth }: LocalStack): string {
  return JSON.stringify({ endpoint, servers, table, tableEndpoint, credentials, ...auth });
}
