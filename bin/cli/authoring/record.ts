import { readFile, writeFile } from 'node:fs/promises';
import { isMap, isSeq, parseAllDocuments, stringify } from 'yaml';
import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';
import { hasRounded, parseMarkingRounded } from '../../../lambda/text/index.ts';
import { CommandFailed } from '../context.ts';
import type { AuthoredTool } from './documents.ts';
import { textValue } from './example-result.ts';
import type { Exchange, Observed } from './run/index.ts';
import { bodyBytes, maskFor } from './show/index.ts';

/** A call to record. */
interface Recorded {
  readonly args: JsonObject;
  readonly observed: Observed;
  readonly name: string | undefined;
}

/** Headers that are recorded, besides those that the target names. */
const KEPT_HEADERS = ['content-type', 'link', 'location', 'retry-after'];
/** Bytes of a response that is recorded; a document is for people. */
const MAX_BYTES = 100_000;

/**
 * Writes a call into its document, as one of the tool's `examples`. Everything else in the file stays as it is.
 *
 * @returns where it is
 * @throws CommandFailed for a call that cannot be an example, or a file that cannot take one
 */
export async function record(authored: AuthoredTool, recorded: Recorded): Promise<{ file: string; line: number }> {
  const { file, document } = authored.source;
  const example = exampleOf(authored, recorded);
  const text = await readFile(file, 'utf8');
  const written = withExample(text, document, example);
  if (written === undefined) {
    throw new CommandFailed(
      `${file}: document ${document} is not in block style: write its keys on lines of their own`,
    );
  }
  await writeFile(file, written.text);
  return { file, line: written.text.slice(0, written.at).split('\n').length };
}

function exampleOf(authored: AuthoredTool, { args, observed, name }: Recorded): JsonObject {
  const masked = maskFor(authored, observed.exchanges);
  const sent = observed.exchanges.filter((exchange) => !masked.isForToken(exchange));
  const failed = sent.find(({ response }) => response === undefined);
  if (failed !== undefined) {
    throw new CommandFailed(`nothing is recorded: ${failed.method} ${failed.url} has no response (${failed.failure})`);
  }
  // A replay retries nothing.
  const final = sent.filter((exchange, at) => !isRepeated(exchange, sent[at + 1]));
  const named = new Set(
    JSON.stringify(authored.tool.target)
      .toLowerCase()
      .match(/[\w-]+/g),
  );
  const responses = final.map((exchange) => responseOf(exchange, named));
  const { isError } = observed.result;
  const value = {
    ...(name !== undefined && { name }),
    arguments: args,
    ...(responses.length === 1 && { response: responses[0] }),
    ...(responses.length > 1 && { responses }),
    ...textValue(observed.result),
    ...(isError === true && { isError }),
  };
  return JSON.parse(masked.text(JSON.stringify(value)));
}

/** Whether a request failed and was sent again; pages and states can have one URL, and responses of their own. */
function isRepeated({ method, url, body, response }: Exchange, next: Exchange | undefined): boolean {
  const status = response?.status ?? 0;
  if (status < 400 || next?.method !== method || next.url !== url) return false;
  return status === 401 || String(next.body) === String(body);
}

function responseOf({ url, response }: Exchange, named: ReadonlySet<string>): JsonObject {
  const bytes = bodyBytes(response);
  if (bytes.length > MAX_BYTES) {
    throw new CommandFailed(`nothing is recorded: ${url} returned more than ${MAX_BYTES} bytes; request less`);
  }
  const all = Object.entries(response?.headers ?? {});
  const headers = all.filter(([name]) => KEPT_HEADERS.includes(name) || named.has(name));
  const status = response?.status ?? 200;
  return { ...(status !== 200 && { status }), ...bodyOf(bytes, Object.fromEntries(headers)) };
}

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** JSON is recorded as its value, and everything else, or a number that YAML would round, as text. */
function bodyOf(bytes: Buffer, headers: Readonly<Record<string, string>>): JsonObject {
  const { 'content-type': type = '', ...others } = headers;
  const rest = Object.keys(others).length > 0 ? { headers: others } : {};
  if (bytes.length === 0) return rest;
  const text = bytes.toString('utf8');
  const all = { headers };
  if (text.includes('\uFFFD') || text.includes('\0')) return { ...all, bodyBase64: bytes.toString('base64') };
  const value = JSON_TYPE.test(type) ? jsonOf(text) : undefined;
  if (value === undefined || typeof value === 'string') return { ...all, body: text };
  return { ...rest, body: value };
}

function jsonOf(text: string): JsonObject[string] {
  try {
    const value: unknown = parseMarkingRounded(text);
    return hasRounded(value) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Adds an example to the text of a file.
 *
 * @param number of the document in the file, from 1
 * @returns the new text, and the offset of the example; `undefined` for a document in flow style, such as JSON
 */
function withExample(
  text: string,
  number: number,
  example: JsonObject,
): { readonly text: string; readonly at: number } | undefined {
  const contents = parseAllDocuments(text)[number - 1]?.contents;
  if (!isMap(contents) || contents.flow === true || !contents.range) return undefined;
  const examples = contents.get('examples', true);
  const holder = examples === undefined ? contents : examples;
  if (examples !== undefined && (!isSeq(examples) || examples.flow === true || !examples.range)) return undefined;
  if (!isMap(holder) && !isSeq(holder)) return undefined;
  const [start = 0, end = 0] = holder.range ?? [];
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const value = isSeq(holder) ? [example] : { examples: [example] };
  const lines = stringify(value, { lineWidth: 0, schema: 'core' }).trimEnd().split('\n');
  const at = endOfLine(text, end);
  const before = text.slice(0, at);
  const added = lines.map((line) => (line === '' ? line : `${indent}${line}`)).join('\n');
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  const changed = `${before}${separator}${added}\n${text.slice(at)}`;
  return holdsExample(changed, number, example) ? { text: changed, at: at + separator.length } : undefined;
}

/** After the line in which a value ends, with its comment. */
function endOfLine(text: string, end: number): number {
  if (text[end - 1] === '\n') return end;
  const next = text.indexOf('\n', end);
  return next < 0 ? text.length : next + 1;
}

function holdsExample(text: string, number: number, example: JsonObject): boolean {
  const parsed = parseAllDocuments(text)[number - 1];
  if (parsed === undefined || parsed.errors.length > 0) return false;
  const value: unknown = parsed.toJS();
  const examples = isJsonObject(value) && Array.isArray(value.examples) ? value.examples : [];
  return JSON.stringify(examples.at(-1)) === JSON.stringify(example);
}
