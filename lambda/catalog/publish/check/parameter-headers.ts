import type { Fault } from '../../../fault.ts';
import type { JsonObject } from '../../../json.ts';
import { describe } from '../load/index.ts';
import { walkSchema } from './user-schema.ts';

/** Stricter than a token of RFC 9110: the load balancer drops headers with other characters in their names. */
const HEADER_NAME = /^[A-Za-z0-9-]+$/;
const TYPES: readonly unknown[] = ['string', 'integer', 'boolean'];

/**
 * Checks every `x-mcp-header` of an input schema. Clients ignore a tool that breaks one of these rules.
 * spec: server/tools#x-mcp-header
 *
 * @returns every fault, with paths from the schema's root
 */
export function checkParameterHeaders(input: JsonObject): readonly Fault[] {
  const seen = new Set<string>();
  return [...walkSchema(input)].flatMap(({ schema, path, named }) => {
    const name = schema['x-mcp-header'];
    if (name === undefined) return [];
    const message = fault(name, schema, named && path.length > 0, seen);
    if (typeof name === 'string') seen.add(name.toLowerCase());
    return message ? [{ path: [...path, 'x-mcp-header'], message }] : [];
  });
}

function fault(name: unknown, schema: JsonObject, named: boolean, seen: ReadonlySet<string>): string | undefined {
  if (typeof name !== 'string' || !HEADER_NAME.test(name)) {
    return `a header name may contain only letters, digits and hyphens: found ${describe(name)}`;
  }
  if (seen.has(name.toLowerCase()))
    return `the header ${name} is used twice: use a different header for each parameter`;
  if (!TYPES.includes(schema.type)) {
    return `only a parameter of type string, integer or boolean can be a header: found ${describe(schema.type)} as \`type\``;
  }
  if (named) return undefined;
  return 'only a parameter that is reached through `properties` alone can be a header: move it there';
}
