/** Lambda's limit for all environment variables of one function together, names and values. */
export const ENVIRONMENT_BYTES = 4096;

/** The settings of a stage's own functions without the lists: names, numbers, the URL, and JSON keys. */
const FIXED_BYTES = 1160;

/** The settings of the audit of calls: the name of a log group, the ARN of a secret, and JSON keys. */
const AUDIT_BYTES = 400;

/** As long as an alias ARN can be: the Region with the longest name, and a function name of maximum length. */
const ALIAS_ARN = 'x'.repeat(140);

/** Bytes available for a stage's lists in `SPILLWAY_SETTINGS`. */
export const LISTS_BYTES = ENVIRONMENT_BYTES - FIXED_BYTES;

/** The stage keys that are copied into the settings unchanged. */
interface Lists {
  readonly edge: { readonly allowedOrigins: readonly string[] };
  readonly upstreams: { readonly allowedNetworks: readonly string[] };
  readonly toolkit: object;
  readonly existingFunctions: object;
  readonly tables: object;
  readonly awsRoles: object;
  readonly auth: object;
  readonly limits: { readonly anonymous?: object | undefined };
  readonly audit: { readonly calls: boolean };
}

/** Upper bound of the bytes that a stage's lists take. */
export function listsBytes({
  edge,
  upstreams,
  toolkit,
  existingFunctions,
  tables,
  awsRoles,
  auth,
  limits,
  audit,
}: Lists): number {
  const aliases = Object.fromEntries(Object.keys(toolkit).map((name) => [name, ALIAS_ARN]));
  const lists = [
    edge.allowedOrigins,
    upstreams.allowedNetworks,
    aliases,
    existingFunctions,
    tables,
    awsRoles,
    auth,
    limits.anonymous ?? {},
  ];
  return Buffer.byteLength(JSON.stringify(lists)) + (audit.calls ? AUDIT_BYTES : 0);
}

/** Bytes that environment variables take, names and values. */
export function environmentBytes(variables: Readonly<Record<string, string>>): number {
  return Object.entries(variables).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
}
