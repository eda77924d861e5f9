import type { ServiceSpec } from './spec.ts';

/** Values of servers' variables, by server and name. */
export type ServiceVariables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The addresses of services, as the variables of servers that `local.yaml` names. */
export function serviceVariables(specs: readonly Pick<ServiceSpec, 'port' | 'variable'>[]): ServiceVariables {
  const values: Record<string, Record<string, string>> = {};
  for (const { port, variable } of specs) {
    const [server, name] = variable?.split('.') ?? [];
    if (server === undefined || name === undefined) continue;
    values[server] = { ...values[server], [name]: `127.0.0.1:${port}` };
  }
  return values;
}
