import { ToolError } from '../../tool-error.ts';
import type { CallContext } from '../types.ts';

/** The destination of a request: host name or address as the URL parser returns it, and the port if it is not the default. */
interface Destination {
  readonly hostname: string;
  readonly port: string;
  readonly protocol: string;
}

/**
 * Returns whether the server lists a destination for its secrets (DESIGN section 5). An entry without a port covers all ports of
 * its host.
 */
export async function isSecretHost(
  destination: Destination,
  { secretHosts }: Pick<CallContext, 'secretHosts'>,
): Promise<boolean> {
  const listed = (await secretHosts()).map((host) => host.toLowerCase());
  return listed.includes(destination.hostname) || listed.includes(withPort(destination));
}

/**
 * Asserts that a request may carry a secret to its destination.
 *
 * @throws ToolError that names the key to change
 */
export async function assertSecretHost(
  destination: Destination,
  context: Pick<CallContext, 'server' | 'secretHosts'>,
): Promise<void> {
  if (await isSecretHost(destination, context)) return;
  const host = destination.port === '' ? destination.hostname : withPort(destination);
  throw new ToolError(
    `The tool may not send a secret to ${host}: server ${context.server} does not list it. Retrying will not help until ` +
      'an operator adds it to `hosts` in the Server document.',
  );
}

function withPort({ hostname, port, protocol }: Destination): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
