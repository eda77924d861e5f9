import { type CallContext, ToolError } from '../types.ts';

/**
 * Makes sure that a secret may go where a request goes (DESIGN section 5). A host in the list stands for all its ports, one
 * with a port for that port.
 *
 * @param origin host name or address as the URL parser gives it, and the port where it is not the protocol's own
 * @throws ToolError naming the key that would have to list the host
 */
export async function assertSecretHost(
  { hostname, port, protocol }: { readonly hostname: string; readonly port: string; readonly protocol: string },
  { server, secretHosts }: Pick<CallContext, 'server' | 'secretHosts'>,
): Promise<void> {
  const withPort = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  const listed = (await secretHosts()).map((host) => host.toLowerCase());
  if (listed.includes(hostname) || listed.includes(withPort)) return;
  const host = port === '' ? hostname : withPort;
  throw new ToolError(
    `The tool may not send a secret to ${host}: server ${server} does not list it. Calling again will not help; ` +
      `an operator can add it to \`hosts\` in the Server document.`,
  );
}
