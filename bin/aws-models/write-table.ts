import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { type ServiceName, TABLE_FILE } from '../../lambda/targets/aws/model/publish.ts';
import { reduceService } from './reduce.ts';

/** The newest model of a service. */
interface Model extends ServiceName {
  /** `athena-2017-05-18` */
  readonly file: string;
  readonly model: JsonObject;
}

const SPOKEN = new Set(['json', 'rest-json']);

/** What is in the table. */
interface Written {
  readonly bytes: number;
  readonly services: number;
  readonly operations: number;
}

/** Writes the table. */
export async function writeTable(): Promise<Written> {
  const text = makeTable();
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const params = { ...quality, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  const table = brotliCompressSync(text, { params });
  await writeFile(TABLE_FILE, table);
  const [, ...services] = text.split('\n').filter((line) => line !== '');
  const operations = services.flatMap((line) => Object.keys(JSON.parse(line).operations));
  return { bytes: table.length, services: services.length, operations: operations.length };
}

/** Makes the text of the table. */
export function makeTable(): string {
  const directory = join(dirname(createRequire(import.meta.url).resolve('aws-sdk/package.json')), 'apis');
  const models = newestModels(directory);
  const names = models.map(({ names, protocol }) => ({ names, protocol }));
  const lines = models.map(({ file, model, protocol }) =>
    SPOKEN.has(protocol) ? JSON.stringify(reduceService(model, paginatorsOf(directory, file))) : '',
  );
  return [JSON.stringify(names), ...lines].join('\n');
}

function newestModels(directory: string): readonly Model[] {
  const newest = new Map<string, string>();
  for (const name of readdirSync(directory).sort()) {
    const [, prefix, date] = /^(.+)-(\d{4}-\d\d-\d\d)\.min\.json$/.exec(name) ?? [];
    if (prefix !== undefined && date !== undefined) newest.set(prefix, `${prefix}-${date}`);
  }
  const known = Object.entries(readJson(join(directory, 'metadata.json')));
  const found = [...newest].map(([prefix, file]) => {
    const model = readJson(join(directory, `${file}.min.json`));
    const metadata = isJsonObject(model.metadata) ? model.metadata : {};
    const identifiers = known.flatMap(([key, value]) =>
      isJsonObject(value) && (value.prefix ?? key) === prefix ? [key] : [],
    );
    const { serviceId, endpointPrefix, signatureVersion, protocol } = metadata;
    const own = [prefix, serviceId, ...identifiers].map(String).map(normalized);
    const isForeign = SPOKEN.has(String(protocol)) && signatureVersion !== 'v4';
    return {
      ...{ file, model, own, endpoint: normalized(String(endpointPrefix)) },
      protocol: isForeign ? 'other' : String(protocol),
    };
  });
  const taken = new Set(found.flatMap(({ own }) => own));
  const shared = (endpoint: string) => found.filter((each) => each.endpoint === endpoint).length > 1;
  return found.map(({ own, endpoint, ...rest }) => {
    const isFree = !taken.has(endpoint) && !shared(endpoint);
    return { ...rest, names: [...new Set([...own, ...(isFree ? [endpoint] : [])])] };
  });
}

const normalized = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function paginatorsOf(directory: string, file: string): JsonObject {
  const path = join(directory, `${file}.paginators.json`);
  const { pagination } = readdirSync(directory).includes(`${file}.paginators.json`) ? readJson(path) : {};
  return isJsonObject(pagination) ? pagination : {};
}

function readJson(path: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isJsonObject(value) ? value : {};
}
