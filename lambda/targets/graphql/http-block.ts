import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { TargetTool } from '../types.ts';
import { operationOf } from './operation.ts';

/** What servers of both generations understand. spec: GraphQL over HTTP, section 5.1 */
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** The variable that takes a connection's cursor, unless the document names another. */
const DEFAULT_PARAM = 'after';

/** Names that an expression reads as operators or values. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'in', 'or', 'true', 'false', 'null']);

/**
 * Writes a `graphql` tool as the `http` tool that sends its request. It runs in functions, and at publish, where the rules of
 * `http` check it.
 */
export function httpTool(tool: TargetTool): TargetTool {
  const { query, operationName, variables, headers, pagination, result: _, ...shared } = tool.target;
  const operation = operationOf(String(query), operationName);
  const body = {
    query,
    ...(operationName !== undefined && { operationName }),
    variables: variables ?? variablesOf(operation?.variables ?? [], tool.input),
  };
  const target = {
    ...shared,
    type: 'http',
    method: 'POST',
    headers: headersOf(headers),
    body,
    ...(isJsonObject(pagination) && { pagination: pagesOf(pagination) }),
    ...resultOf(tool),
  };
  return { ...tool, target, ...(operation?.kind === 'query' && { annotations: readOnly(tool) }) };
}

/** A query changes nothing, and is safe to send again although it is a POST; the author's annotations count more. */
function readOnly({ annotations }: TargetTool): JsonObject {
  return { readOnlyHint: true, ...annotations };
}

/** Without `variables`, each variable is the argument of its name. */
function variablesOf(names: readonly string[], input: JsonObject): JsonObject {
  const given = names.filter((name) => isArgument(name, input));
  return Object.fromEntries(given.map((name) => [name, `{% $args.${RESERVED.has(name) ? `\`${name}\`` : name} %}`]));
}

/** Returns whether a tool has an argument of a name, or may have it. */
export function isArgument(name: string, { properties }: JsonObject): boolean {
  return isJsonObject(properties) ? Object.hasOwn(properties, name) : true;
}

function headersOf(headers: Json | undefined): Json {
  if (headers === undefined) return { accept: ACCEPT };
  if (!isJsonObject(headers) || Object.keys(headers).some((name) => name.toLowerCase() === 'accept')) return headers;
  return { accept: ACCEPT, ...headers };
}

/** Returns the variable that takes the cursor of a `pagination` block. */
export function cursorVariable({ param }: JsonObject): string {
  return String(param ?? DEFAULT_PARAM);
}

/** spec: GraphQL Cursor Connections Specification, sections 2 and 5 */
function pagesOf({ connection, param, ...shared }: JsonObject): JsonObject {
  const names = String(connection).split('.');
  const at = `$response.body.data.${names.map((name) => `\`${name}\``).join('.')}`;
  // A query may not select `hasNextPage`; the pages then end without a cursor.
  const cursor = `{% ${at}.pageInfo[$not(hasNextPage = false)].endCursor %}`;
  return {
    ...shared,
    type: 'next',
    items: `{% $exists(${at}.nodes) ? ${at}.nodes : ${at}.edges.node %}`,
    next: { body: { variables: { [cursorVariable({ param })]: cursor } } },
  };
}

/** The result of pages is their rows, and without a schema `content` replaces it, as with `http`. */
function resultOf({ target: { result, pagination, content }, output }: TargetTool): JsonObject {
  if (result !== undefined) return { result };
  return pagination === undefined && (content === undefined || output !== undefined)
    ? { result: '{% $response.body.data %}' }
    : {};
}
