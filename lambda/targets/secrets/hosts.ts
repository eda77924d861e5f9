import { ToolError } from '../../tool-error.ts';
import type { CallContext } from '../types.ts';

/** Where a request goes: host name or address as the URL parser gives it, and the port where it is not the protocol's own. */
interface Place {
  readonly hostname: string;
  readonly port: string;
  readonly protocol: string;
}

/**
 * Tells whether the server lists a place as one that its secrets may go to (DESIGN section 5). A host in the list stands for all
 * its ports, one with a port for that port.
 */
export async function isSecretHost(place: Place, { secretHosts }: Pick<CallContext, 'secretHosts'>): Promise<boolean> {
  const listed = (await secretHosts()).map((host) => host.toLowerCase());
  return listed.includes(place.hostname) || listed.includes(withPort(place));
}

/**
 * Makes sure that a secret may go where a request goes.
 *
 * @throws ToolError naming the key that would have to list the host
 */
export async function assertSecretHost(
  place: Place,
  context: Pick<CallContext, 'server' | 'secretHosts'>,
): Promise<void> {
  if (await isSecretHost(place, context)) return;
  const host = place.port === '' ? place.hostname : withPort(place);
  throw new ToolError(
    `The tool may not send a secret to ${host}: server ${context.server} does not list it. Calling again will not help; ` +
      `an operator can add it to \`hosts\` in the Server document.`,
  );
}

function withPort({ hostname, port, protocol }: Place): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
