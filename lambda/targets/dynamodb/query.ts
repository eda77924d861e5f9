import type { ToolResult } from '../../content/blocks.ts';
import { compileTemplate, type Template } from '../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { PartialPart, Parts, ResultPart } from '../parts.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { tableOf } from './access.ts';
import { itemToJson, toAttributeMap, type WireItem } from './attributes.ts';
import { compileExpressions, type Expressions } from './expressions.ts';
import { type AskPage, type Page, readPages } from './pages.ts';
import { assertBounded, toResult } from './result.ts';
import { Rows, toRows } from './rows.ts';
import { openSession, type Session } from './session.ts';

/** Items of a query whose block sets no `limit`. */
const DEFAULT_LIMIT = 1_000;
/** Items of a page that streams and is not filtered: soon there, and still few requests. */
const STREAMED_PAGE = 100;

/** A `Query` block made ready. */
interface Query {
  readonly block: JsonObject;
  readonly label: string;
  readonly table: string;
  readonly structured: boolean;
  readonly streams: boolean;
  readonly expressions: (scope: { args: JsonObject }) => Expressions | Promise<Expressions>;
  readonly limit: Template;
  readonly order: Template;
  readonly start: Template;
  readonly row: Template | undefined;
  readonly result: Template | undefined;
}

/** What expressions see of an answer. */
interface ResponseView {
  /** The rows: what `row` made of the items. */
  readonly items: readonly Json[];
  readonly count: number;
  /** Whether there may be more items than were asked for. */
  readonly more: boolean;
  readonly lastEvaluatedKey?: Json;
}

/** Makes a `Query` tool callable. It answers in parts even where its pages do not stream, as it may take long. */
export function prepareQuery(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const query = compileQuery(tool);
  return (args, context) => run(query, args, context, environment);
}

function compileQuery({ target: block, output }: TargetTool): Query {
  const table = String(block.table);
  const template = (key: string) => (block[key] === undefined ? undefined : compileTemplate(block[key], key));
  return {
    block,
    label: `Query on table ${table}`,
    table,
    structured: output !== undefined,
    streams: block.stream === 'pages',
    expressions: compileExpressions(block),
    limit: template('limit') ?? nothing,
    order: template('order') ?? nothing,
    start: template('exclusiveStartKey') ?? nothing,
    row: template('row'),
    result: template('result'),
  };
}

const nothing: Template = () => undefined;

async function* run(query: Query, args: JsonObject, context: CallContext, environment: TargetEnvironment): Parts {
  const { label, structured, streams, result: template } = query;
  const rows = new Rows({ asText: template === undefined, asValue: structured && template === undefined });
  const session = openSession({ label, writes: false }, context, environment);
  const sent = streams && context.partials;
  let told = 0;
  try {
    for await (const page of await openPages(query, args, session, environment)) {
      const added = await toRows(page.items, query.row, args, session.assertTime);
      const text = rows.add(added, label, context.resultBytes);
      // A query of one page has nothing to say before its result.
      const speaks = streams && added.length > 0 && !(page.last && told === 0);
      const partial = partialOf(added, text, sent, structured);
      if (!page.last) {
        told += added.length;
        if (speaks) yield partial;
        continue;
      }
      const result = await resultOf(query, page, rows, args, context.resultBytes);
      const end: ResultPart = { type: 'result', result };
      yield speaks ? [partial, end] : end;
    }
  } catch (error) {
    throw error instanceof ToolError && told > 0 ? afterRows(error, told, sent) : error;
  } finally {
    session.end();
  }
}

/** What was sent stays; the agent is told how much that is. */
function afterRows({ message }: ToolError, count: number, sent: boolean): ToolError {
  return new ToolError(`${message} Before that it had ${sent ? 'sent' : 'read'} ${countText(count)}.`);
}

function countText(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** Rows count as progress, even where nobody receives them. */
function partialOf(rows: readonly Json[], text: string, sent: boolean, structured: boolean): PartialPart {
  if (!sent) return { type: 'partial', content: [], rows: rows.length };
  const content = [{ type: 'text', text }] as const;
  return { type: 'partial', content, rows: rows.length, ...(structured && { structuredContent: rows }) };
}

async function resultOf(
  query: Query,
  page: Page,
  rows: Rows,
  args: JsonObject,
  resultBytes: number,
): Promise<ToolResult> {
  const { structured, label, result } = query;
  if (result === undefined) {
    const content = [{ type: 'text', text: rows.text() } as const];
    if (page.more) content.push({ type: 'text', text: `There may be more than ${countText(rows.all.length)}.` });
    return structured ? { content, structuredContent: rows.all } : { content };
  }
  const { more, lastEvaluatedKey } = page;
  const response: ResponseView = {
    items: rows.all,
    count: rows.all.length,
    more,
    ...(lastEvaluatedKey && { lastEvaluatedKey: itemToJson(lastEvaluatedKey) }),
  };
  const value = await result({ args, response });
  return assertBounded(toResult(value, { structured, label }), label, resultBytes);
}

async function openPages(query: Query, args: JsonObject, session: Session, environment: TargetEnvironment) {
  const { block, table, expressions } = query;
  const TableName = tableOf(environment, table, 'Query');
  const limit = limitOf(await query.limit({ args }));
  const start = startOf(await query.start({ args }));
  const fixed = {
    TableName,
    ...(typeof block.index === 'string' && { IndexName: block.index }),
    ConsistentRead: block.consistentRead === true,
    ScanIndexForward: forwardOf(await query.order({ args })),
    ...(await expressions({ args })),
  };
  const ask: AskPage = (ExclusiveStartKey, remaining) => {
    const Limit = pageLimit(query, remaining);
    return session.ask((api, options) => api.query({ ...fixed, ExclusiveStartKey, Limit }, options));
  };
  return readPages(ask, start, limit);
}

/**
 * How many items DynamoDB may look at for a page. With a filter they are not those that it gives: then a page may be too long,
 * and is cut, unless the tool goes on where an earlier call ended.
 */
function pageLimit({ block, streams }: Query, remaining: number): number | undefined {
  const { pageSize, filterExpression, exclusiveStartKey } = block;
  const filtered = filterExpression !== undefined;
  const size = typeof pageSize === 'number' ? pageSize : streams && !filtered ? STREAMED_PAGE : undefined;
  if (filtered && exclusiveStartKey === undefined) return size;
  return Math.min(size ?? remaining, remaining);
}

function limitOf(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new ToolError("The tool's `limit` must be a whole number above 0.");
}

function forwardOf(value: unknown): boolean {
  if (value === undefined || value === 'asc') return true;
  if (value === 'desc') return false;
  throw new ToolError("The tool's `order` must be asc or desc.");
}

function startOf(value: unknown): WireItem | undefined {
  if (value === undefined) return undefined;
  if (isJsonObject(value)) return toAttributeMap(value, 'exclusiveStartKey');
  throw new ToolError("The tool's `exclusiveStartKey` must be an object of key attributes.");
}
