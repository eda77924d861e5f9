import type { Fault } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { describe, type LoadedDocument, locate, type Source, suggest } from '../load/index.ts';

/** Values of variables by server and name, from the places that give them. */
export interface VariableValues {
  /** Those of the command line, `--var server.name=value`. */
  readonly given?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Those of the stage, `config/{stage}.vars.yaml`. */
  readonly stage?: { readonly file: string; readonly values: Readonly<Record<string, JsonObject>> } | undefined;
}

/** What a Server document gives to the documents of its server. */
export interface ServerFacts {
  readonly server: string;
  readonly defaults: JsonObject;
  readonly values: Readonly<Record<string, string>>;
  /** Where its document is; `undefined` for a published one. */
  readonly source: Source | undefined;
}

/** Facts of servers by name, and the faults of their variables. */
interface ReadServers {
  readonly servers: ReadonlyMap<string, ServerFacts>;
  readonly faults: readonly Fault[];
}

/**
 * Reads what Server documents give: those of the files, and the published ones of other servers.
 *
 * @param published the JSON of Server documents by server, with the values that they were published with
 */
export function readServers(
  loaded: readonly LoadedDocument[],
  published: ReadonlyMap<string, JsonObject>,
  given: VariableValues,
): ReadServers {
  const servers = new Map<string, ServerFacts>();
  const faults: Fault[] = [];
  for (const [server, { defaults, values }] of published) {
    servers.set(server, { server, defaults: objectOf(defaults), values: textsOf(values), source: undefined });
  }
  const inFiles = new Set<string>();
  for (const { value, source } of loaded) {
    if (!isJsonObject(value) || value.kind !== 'Server' || typeof value.server !== 'string') continue;
    const { server, defaults, variables } = value;
    const read = readValues(server, objectOf(variables), given);
    faults.push(...read.faults.map((fault) => locate(fault, source)));
    servers.set(server, { server, defaults: objectOf(defaults), values: read.values, source });
    inFiles.add(server);
  }
  for (const [server, values] of Object.entries(given.given ?? {})) {
    if (inFiles.has(server)) continue;
    const names = Object.keys(values).map((name) => `--var ${server}.${name}`);
    const message = `${names.join(', ')}: the files have no Server document of ${server}: apply it, too`;
    faults.push({ path: [], message });
  }
  return { servers, faults };
}

function readValues(server: string, variables: JsonObject, { given = {}, stage }: VariableValues) {
  const faults: Fault[] = [];
  const values = new Map<string, string>();
  const own = Object.hasOwn(given, server) ? given[server] : undefined;
  const ofStage = stage && Object.hasOwn(stage.values, server) ? stage.values[server] : undefined;
  const names = Object.keys(variables);
  for (const [place, known] of [
    ['`--var`', own],
    [stage?.file, ofStage],
  ] as const) {
    for (const name of Object.keys(known ?? {})) {
      if (names.includes(name)) continue;
      const message = `${place} gives ${server}.${name}, which is not a variable of the server${suggest(name, names)}`;
      faults.push({ path: ['variables'], message });
    }
  }
  for (const name of names) {
    const spec = isJsonObject(variables[name]) ? variables[name] : { default: variables[name] };
    const value = valueIn(own, name) ?? valueIn(ofStage, name) ?? spec.default;
    const path = ['variables', name];
    if (value === undefined) {
      const file = stage?.file ?? 'config/{stage}.vars.yaml';
      const message = `has no value: add a \`default\`, \`${server}: { ${name}: ... }\` in ${file}, or --var ${server}.${name}=...`;
      faults.push({ path, message });
    } else if (typeof value === 'object') {
      faults.push({ path, message: `must be a string, a number or a boolean: found ${describe(value)}` });
    } else if (Array.isArray(spec.enum) && !spec.enum.some((allowed) => String(allowed) === String(value))) {
      const allowed = spec.enum.map((one) => JSON.stringify(one)).join(', ');
      faults.push({ path, message: `the value ${JSON.stringify(value)} is not one of ${allowed}` });
    } else if (!PRINTABLE.test(String(value))) {
      const message = `the value ${JSON.stringify(value)} has a control character, such as a line break: remove it`;
      faults.push({ path, message });
    } else values.set(name, String(value));
  }
  return { values: Object.fromEntries(values), faults };
}

/** A variable can have the name of a member that every object inherits. */
function valueIn(given: JsonObject | undefined, name: string): Json | undefined {
  return given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
}

/** Text without control and format characters. Where it stands in a URL, `unsafeVariables` allows less. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, text]) => [name, String(text)]));
}
