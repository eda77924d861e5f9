import { unfilledFaults } from '../../../expression/publish.ts';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { replacedAt, type TargetBlock, targetBlocks } from '../check/index.ts';
import { type LoadedDocument, locate, type Source } from '../load/index.ts';
import { lostDefaults, takesDefaults, withDefaults } from './defaults.ts';
import { readServers, type ServerFacts, type VariableValues } from './server-facts.ts';
import { fillVariables, unsafeIn, unsafeVariables, variablesIn, withVariables } from './variables.ts';

/** Documents as they are checked and stored, and the faults of variables. */
export interface Resolved {
  readonly documents: readonly LoadedDocument[];
  readonly faults: readonly Fault[];
  /** What the server of a document gives. */
  readonly servers: ReadonlyMap<string, ServerFacts>;
}

/**
 * Makes the defaults and variables of servers part of their documents, so that functions know neither. A document that changes keeps
 * what its author wrote as `authored`.
 *
 * @param published the JSON of published Server documents, for servers whose document is not among the loaded ones
 */
export function resolveDocuments(
  loaded: readonly LoadedDocument[],
  published: ReadonlyMap<string, JsonObject>,
  values: VariableValues,
): Resolved {
  const { servers, faults } = readServers(loaded, published, values);
  const found: Fault[] = [...faults];
  const documents = loaded.map((document): LoadedDocument => {
    const { value } = document;
    const facts = isJsonObject(value) ? servers.get(String(value.server)) : undefined;
    if (facts === undefined || !isJsonObject(value)) return document;
    if (value.kind === 'Server') {
      const unsafe = unsafeIn(value.hosts, ['hosts'], facts.values);
      found.push(...unsafe.map((fault) => locate(fault, document.source)));
      return { ...document, value: withHosts(value, facts) };
    }
    const resolved = resolveDocument(value, facts, document.source);
    found.push(...resolved.faults);
    if (JSON.stringify(resolved.value) === JSON.stringify(value)) return document;
    return { value: resolved.value, source: resolved.source, authored: value };
  });
  return { documents, faults: found, servers };
}

function withHosts(server: JsonObject, { values }: ServerFacts): JsonObject {
  if (!Array.isArray(server.hosts)) return server;
  const hosts = server.hosts.map((host: Json) => (typeof host === 'string' ? fillVariables(host, values) : host));
  return { ...server, hosts };
}

/** Kinds whose `limits` have only those of a call. */
const CALL_LIMITS = ['timeoutMs', 'resultBytes', 'answerBytes'];

function resolveDocument(document: JsonObject, facts: ServerFacts, source: Source) {
  const { defaults, values } = facts;
  const origins: (readonly [KeyPath, KeyPath])[] = [];
  const faults: Fault[] = [];
  const blocks = targetBlocks(document);
  // Without a target there is no call that limits could apply to.
  const own = blocks.length === 0 ? {} : ownDefaults(document, defaults, blocks);
  for (const key of Object.keys(isJsonObject(own.limits) ? own.limits : {})) {
    if (!isJsonObject(document.limits) || document.limits[key] === undefined)
      origins.push([
        ['limits', key],
        ['defaults', 'limits', key],
      ]);
  }
  let value: JsonObject = { ...document, ...own };
  for (const { path, block } of blocks) {
    const filled = withDefaults(block, defaults);
    origins.push(...filled.origins.map(([own, given]) => [[...path, ...own], given] as const));
    const found = [
      ...sharedNames(filled.block, document, facts).map((fault) => ({ ...fault, path: ['url'] })),
      ...lostDefaults(block, defaults),
      ...unsafeVariables(filled.block, values),
      ...unfilledFaults(literalParts(block), Object.keys(values), NO_VARIABLE),
    ];
    faults.push(...found.map((fault) => locate({ ...fault, path: [...path, ...fault.path] }, source)));
    value = replacedAt(value, path, withVariables(filled.block, values));
  }
  const redirect = (path: KeyPath) => redirectOf(path, origins, facts);
  return { value, faults, source: { ...source, redirect } };
}

const NO_VARIABLE = (name: string) =>
  `{${name}} is sent as it is: a variable stands for a text in URLs, hosts, credentials and parameters of AWS only; write the value`;

/** The parts of a target that are sent and have no variables. */
function literalParts({ headers, query, cookies, form, body }: JsonObject): JsonObject {
  return { headers, query, cookies, form, body };
}

/** The defaults of keys beside the target. */
function ownDefaults(
  { kind, limits, coerce }: JsonObject,
  defaults: JsonObject,
  blocks: readonly TargetBlock[],
): JsonObject {
  const given = isJsonObject(defaults.limits) ? defaults.limits : undefined;
  const reads = blocks.some(({ block }) => takesDefaults(block));
  const applies = (key: string) => (kind === 'Tool' || CALL_LIMITS.includes(key)) && (key !== 'answerBytes' || reads);
  const fitting = given && Object.fromEntries(Object.entries(given).filter(([key]) => applies(key)));
  const joined = fitting && (limits === undefined || isJsonObject(limits)) ? { limits: limitsOf(fitting, limits) } : {};
  const converts = kind === 'Tool' && coerce === undefined && defaults.coerce !== undefined;
  return { ...joined, ...(converts ? { coerce: defaults.coerce } : {}) };
}

/** As in `headers`, null removes a default; one that removes nothing stays, so that its fault is reported. */
function limitsOf(given: JsonObject, own: JsonObject = {}): JsonObject {
  const removed = Object.keys(own).filter((key) => own[key] === null && given[key] !== undefined);
  return Object.fromEntries(Object.entries({ ...given, ...own }).filter(([key]) => !removed.includes(key)));
}

/** A name can be a variable of the server or an argument of the tool. */
function sharedNames({ url, path }: JsonObject, { input }: JsonObject, { server, values }: ServerFacts): Fault[] {
  if (typeof url !== 'string') return [];
  const properties = isJsonObject(input) && isJsonObject(input.properties) ? Object.keys(input.properties) : [];
  const names = [...properties, ...(isJsonObject(path) ? Object.keys(path) : [])];
  return variablesIn(url, values)
    .filter((name) => names.includes(name))
    .map((name) => ({
      path: [],
      message: `{${name}} is a variable of server ${server} and a parameter of the tool: rename one of them`,
    }));
}

/** The place in the Server document of what its defaults gave. */
function redirectOf(path: KeyPath, origins: readonly (readonly [KeyPath, KeyPath])[], { source }: ServerFacts) {
  if (source === undefined) return undefined;
  const origin = origins.find(([own]) => own.every((key, index) => path[index] === key));
  return origin && { source, path: [...origin[1], ...path.slice(origin[0].length)] };
}
