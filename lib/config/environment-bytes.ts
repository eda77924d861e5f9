/** Bytes that Lambda allows all environment variables of one function together, names and values. */
export const ENVIRONMENT_BYTES = 4096;

/** What a stage's own functions need beside the lists: names, numbers, the URL, and the keys between them. */
const FIXED_BYTES = 1150;

/** An alias's ARN in the Region with the longest name, with a function name of the longest kind. */
const ALIAS_ARN = 'x'.repeat(140);

/** Room for a stage's lists in the one variable that tells its functions of them. */
export const LISTS_BYTES = ENVIRONMENT_BYTES - FIXED_BYTES;

/** The keys of a stage that its functions are told as they stand. */
interface Lists {
  readonly edge: { readonly allowedOrigins: readonly string[] };
  readonly upstreams: { readonly allowedNetworks: readonly string[] };
  readonly toolkit: object;
  readonly existingFunctions: object;
  readonly tables: object;
  readonly awsRoles: object;
}

/** How much of that room a stage takes at most. */
export function listsBytes({ edge, upstreams, toolkit, existingFunctions, tables, awsRoles }: Lists): number {
  const aliases = Object.fromEntries(Object.keys(toolkit).map((name) => [name, ALIAS_ARN]));
  const lists = [edge.allowedOrigins, upstreams.allowedNetworks, aliases, existingFunctions, tables, awsRoles];
  return Buffer.byteLength(JSON.stringify(lists));
}

/** How much a function's own variables take. */
export function environmentBytes(variables: Readonly<Record<string, string>>): number {
  return Object.entries(variables).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
}
