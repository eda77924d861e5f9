import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { ToolDocument } from '../../../../lambda/catalog/index.ts';
import type { ContentBlock } from '../../../../lambda/content/index.ts';
import { exactJson } from '../../../../lambda/text/index.ts';
import type { Evaluation } from '../../../../lambda/work/index.ts';
import { blockText } from '../../calls/content.ts';
import { count } from '../../count.ts';
import type { AuthoredTool } from '../documents.ts';
import type { Exchange, Observed } from '../run/index.ts';
import { failureOf } from './failure.ts';
import { type Masked, maskFor } from './masked.ts';

/** Characters that are shown of one body, `$response` or value; `--json` has all of it. */
const SHOWN = { body: 2_000, value: 300, result: 10_000 };
/** Values that are shown of one expression, which a stream evaluates for each row. */
const VALUES = 3;
/** How many characters one token of a model has, roughly, in English and JSON. */
const CHARS_PER_TOKEN = 4;

/** One call, for people: request, response, expressions, result, time and tokens. */
export function describeCall(authored: AuthoredTool, observed: Observed): string {
  const masked = maskFor(authored, observed.exchanges);
  const { tool } = authored;
  const lines = [
    ...observed.exchanges.flatMap((exchange) => exchangeLines(exchange, masked)),
    ...notes(observed),
    ...responseLines(observed, masked),
    ...expressionLines(observed, { authored, masked }),
    ...resultLines(observed),
    `time      ${observed.ms.toFixed(0)} ms`,
    `tokens    about ${tokensOf(textOf(observed))} of the result, ${tokensOf(listedText(tool))} of the tool's entry in the list` +
      ` (estimate: ${CHARS_PER_TOKEN} characters each)`,
  ];
  return lines.map((line) => masked.text(line)).join('\n');
}

/** The same as JSON, for programs. */
export function callAsJson(authored: AuthoredTool, observed: Observed): string {
  const { exchanges, evaluations, result, ms } = observed;
  const masked = maskFor(authored, exchanges);
  const response = lastResponse(evaluations);
  const value = {
    tool: `${authored.tool.server}/${authored.tool.name}`,
    exchanges: exchanges.map((exchange) => exchangeAsJson(exchange, masked)),
    ...(response !== undefined && { response }),
    expressions: evaluations.map(({ where, source, value: given, error }) => ({
      where,
      source,
      ...(error === undefined ? { value: given } : { failed: true }),
    })),
    result,
    ms: Math.round(ms),
    tokens: { result: tokensOf(textOf(observed)), listed: tokensOf(listedText(authored.tool)) },
  };
  return masked.text(JSON.stringify(value, undefined, 2));
}

function exchangeAsJson(exchange: Exchange, masked: Masked) {
  const { method, url, response, failure } = exchange;
  const hides = masked.isForToken(exchange);
  const headersOf = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masked.header(name, value)]));
  return {
    request: {
      ...{ method, url, headers: headersOf(exchange.headers) },
      ...(exchange.body !== undefined && !hides && { body: exchange.body.toString() }),
    },
    ...(failure !== undefined && { failure }),
    ...(response && {
      response: {
        ...{ status: response.status, headers: headersOf(response.headers), bytes: response.bytes() },
        ...(!hides && { body: bodyText(exchange) }),
      },
    }),
    ms: Math.round(exchange.ms()),
  };
}

function exchangeLines(exchange: Exchange, masked: Masked): readonly string[] {
  const { method, url, headers, body, response, failure } = exchange;
  const isForToken = masked.isForToken(exchange);
  const lines = [`request   ${method} ${url}`, ...headerLines(headers, masked)];
  if (body !== undefined && body.length > 0) lines.push(...bodyLines(isForToken ? HAS_TOKEN : body.toString()));
  if (failure !== undefined && response === undefined) lines.push(`failed    ${failure}`);
  if (response === undefined) return lines;
  const ms = exchange.ms().toFixed(0);
  lines.push(`response  ${response.status} after ${ms} ms, ${count(response.bytes(), 'byte')}`);
  lines.push(...headerLines(response.headers, masked));
  if (response.bytes() > 0) lines.push(...bodyLines(isForToken ? HAS_TOKEN : bodyText(exchange)));
  return lines;
}

const HAS_TOKEN = '[a request for a token: not shown]';

function headerLines(headers: Readonly<Record<string, string>>, masked: Masked): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `            ${name}: ${masked.header(name, value)}`);
}

function bodyLines(text: string): readonly string[] {
  return indented(shortened(text, SHOWN.body));
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `          ${line}`);
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer>> = {
  br: brotliDecompressSync,
  deflate: inflateSync,
  gzip: gunzipSync,
};

/** The body of a response as text; bytes that are not text are counted. */
function bodyText({ response }: Exchange): string {
  const bytes = bodyBytes(response);
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') || text.includes('\0') ? `[${count(bytes.length, 'byte')} that are not text]` : text;
}

/** The body of a response without its content encoding. */
export function bodyBytes(response: Exchange['response']): Buffer {
  const bytes = response?.body() ?? Buffer.alloc(0);
  const decode = DECODERS[response?.headers['content-encoding'] ?? ''];
  try {
    return decode?.(bytes, { maxOutputLength: 20_000_000 }) ?? bytes;
  } catch {
    return bytes; // cut off, or larger than anything to look at
  }
}

function notes({ missingSecrets, omittedAuth }: Observed): readonly string[] {
  const missing = missingSecrets.map(
    (name) =>
      `note      the secret ${name} has no value: pass --secret ${name}=VALUE, or add it to \`secrets\` in local.yaml`,
  );
  if (omittedAuth.length === 0) return missing;
  return [...missing, `note      auth of type ${omittedAuth.join(', ')} is left out for a recorded response`];
}

function responseLines({ evaluations }: Observed, masked: Masked): readonly string[] {
  const response = lastResponse(evaluations);
  if (response === undefined) return [];
  return ['$response', ...bodyLines(masked.text(jsonOf(response)))];
}

function lastResponse(evaluations: readonly Evaluation[]): unknown {
  return evaluations.findLast(({ response }) => response !== undefined)?.response;
}

function expressionLines(
  { evaluations }: Observed,
  { authored, masked }: { readonly authored: AuthoredTool; readonly masked: Masked },
): readonly string[] {
  if (evaluations.length === 0) return [];
  const groups = Map.groupBy(evaluations, ({ where, source }) => `${where}\n${source}`);
  const lines = [...groups.values()].flatMap((group) => {
    const shown = group.slice(0, VALUES).flatMap((each) => evaluationLines(each, authored, masked));
    const more = group.length - VALUES;
    return more > 0 ? [...shown, `          ${group[0]?.where}: ${more} more`] : shown;
  });
  return ['expressions', ...lines];
}

function evaluationLines(evaluation: Evaluation, authored: AuthoredTool, masked: Masked): readonly string[] {
  const { where, value } = evaluation;
  const failure = failureOf(evaluation, authored);
  if (failure !== undefined)
    return [`          ${failure.place} failed:`, ...failure.lines.map((line) => `            ${line}`)];
  if (value === undefined) return [`          ${where}: nothing`];
  return [`          ${where}: ${shortened(masked.text(jsonOf(value, 0)), SHOWN.value)}`];
}

function resultLines({ result }: Observed): readonly string[] {
  const { content, structuredContent, isError } = result;
  const lines = [
    isError === true ? 'result    an error, which the agent reads' : 'result',
    ...content.flatMap((block) => indented(shortened(blockText(block), SHOWN.result))),
  ];
  const isRepeated = structuredContent === undefined || content.some((block) => isJsonOf(block, structuredContent));
  if (!isRepeated) lines.push('structured', ...indented(shortened(jsonOf(structuredContent), SHOWN.result)));
  else if (structuredContent !== undefined) lines.push('          (also as structured content)');
  return lines;
}

function isJsonOf(block: ContentBlock, value: unknown): boolean {
  return block.type === 'text' && block.text === exactJson(value);
}

function jsonOf(value: unknown, indent = 2): string {
  return exactJson(value, value, indent) ?? 'nothing';
}

function shortened(text: string, chars: number): string {
  if (text.length <= chars) return text;
  return `${text.slice(0, chars)}… (${count(text.length - chars, 'more character')}; --json shows all)`;
}

/** What a client gives to the model of a result. */
function textOf({ result }: Observed): string {
  return result.content.map((block) => blockText(block)).join('\n');
}

/** What a client gives to the model of a tool, in every conversation. */
function listedText({ name, description, input }: ToolDocument): string {
  return JSON.stringify({ name, description, inputSchema: input });
}

function tokensOf({ length }: string): number {
  return Math.ceil(length / CHARS_PER_TOKEN);
}
