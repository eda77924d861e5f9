import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isJsonObject, type Json, type JsonObject } from '../../lambda/json.ts';

/** The definitions of one revision that tests hold messages to. */
export interface Revision {
  /** Returns what is wrong with a value, by the revision's definition of that name; empty for a valid value. */
  faultsOf(definition: string, value: Json): readonly string[];
}

/**
 * Reads the official JSON Schema of a revision, and closes it: an object may have only the members that the revision defines, as
 * later members should not reach its clients.
 */
export function readRevision(version: string): Revision {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/mcp-schemas', `${version}.json`), 'utf8');
  const schema: JsonObject = JSON.parse(text);
  const definitions = isJsonObject(schema.$defs) ? schema.$defs : {};
  const closed = Object.entries(definitions).map(([name, inner]) => [name, closeDefinition(name, inner)]);
  const options = { strict: false, validateFormats: false, allErrors: true };
  const ajv = String(schema.$schema).includes('2020-12') ? new Ajv2020(options) : new Ajv(options);
  ajv.addSchema({ ...schema, $id: version, $defs: Object.fromEntries(closed) });
  return {
    faultsOf(definition, value) {
      const validate = ajv.getSchema(`${version}#/$defs/${definition}`);
      if (validate === undefined) throw new Error(`${version} has no ${definition}`);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${version} ${definition}${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

/** Members whose value is a schema or free-form. */
const FREE = new Set(['inputSchema', 'outputSchema', 'requestedSchema', 'structuredContent']);

function closeDefinition(name: string, definition: Json | undefined): Json | undefined {
  if (/Meta|^JSON/.test(name)) return definition;
  const closed = close(definition);
  // `jsonrpc` and `id` are defined elsewhere in some revisions.
  return /Notification$|Request$/.test(name) && isJsonObject(closed)
    ? { ...closed, additionalProperties: true }
    : closed;
}

function close(value: Json | undefined, key?: string): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => close(item) ?? null);
  if (!isJsonObject(value)) return value;
  if (key !== undefined && FREE.has(key)) return value;
  const isOpen = !isJsonObject(value.properties) || value.additionalProperties !== undefined;
  const inner = Object.entries(value).map(([name, item]) => [name, close(item, name)]);
  return { ...Object.fromEntries(inner), ...(isOpen ? {} : { additionalProperties: false }) };
}
