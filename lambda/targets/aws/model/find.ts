import type { Fault } from '../../../fault.ts';
import { closestWord } from '../../../text/index.ts';
import { serviceAt, serviceNames } from './table.ts';
import type { Operation, Service } from './types.ts';

/** An operation and its service, or why there is none. */
export type Found = { readonly service: Service; readonly operation: Operation } | { readonly fault: Fault };

/**
 * Finds an operation.
 *
 * @param given the name of the service as the command line, an SDK or Step Functions has it, such as `rds-data` or `rdsdata`
 * @param action the operation's name as the API has it
 */
export async function findOperation(given: string, action: string): Promise<Found> {
  const names = await serviceNames();
  const name = given.toLowerCase().replace(/[^a-z0-9]/g, '');
  const index = names.findIndex((each) => each.names.includes(name));
  const found = names[index];
  if (found === undefined) {
    const closest = closestWord(
      name,
      names.flatMap((each) => each.names),
    );
    return refuse('service', `is not a known service of AWS${suggestion(closest)}`);
  }
  if (found.protocol !== 'json' && found.protocol !== 'rest-json') return refuse('service', foreign(found.protocol));
  const service = await serviceAt(index);
  const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
  if (operation === undefined) {
    const closest = closestWord(action, Object.keys(service.operations));
    return refuse('action', `is not an action of ${given}${suggestion(closest)}`);
  }
  const { refused } = operation;
  return refused === undefined ? { service, operation } : refuse('action', REFUSED[refused] ?? REFUSED.bearer);
}

const suggestion = (closest: string | undefined) => (closest === undefined ? '' : `; did you mean \`${closest}\`?`);

const HTTP = 'use the `http` target with `auth: { type: sigv4, ... }`';

function foreign(protocol: string): string {
  const what = protocol === 'other' ? 'signs its requests in a way of its own' : `speaks the protocol \`${protocol}\``;
  return `${what}, which this target type does not support: ${HTTP}`;
}

const REFUSED: Readonly<Record<string, string>> & { readonly bearer: string } = {
  events: 'sends or receives an event stream, which this target type does not support: use an action without a stream',
  discovery: `needs an endpoint that another action returns: ${HTTP}`,
  bearer: 'needs a bearer token instead of a signature: use the `http` target with `auth: { type: bearer, ... }`',
};

function refuse(key: string, message: string): Found {
  return { fault: { path: [key], message } };
}
