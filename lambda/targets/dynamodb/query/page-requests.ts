import { compileOptional, type Scope, type Template } from '../../../expression/index.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { TargetEnvironment } from '../../types.ts';
import { tableOf } from '../access.ts';
import type { Session } from '../api/index.ts';
import { toAttributeMap, type WireItem } from '../attributes.ts';
import { compileExpressions, type Expressions } from '../request/index.ts';
import { type ReadPage, readPages } from './pages.ts';

/** Items that a query returns when its block sets no `limit`. */
const DEFAULT_LIMIT = 1_000;
/** Items per page of an unfiltered query that streams: the first page arrives soon, and the requests stay few. */
const STREAMED_PAGE = 100;

/** The compiled request half of a `Query` block. */
export interface PagedQuery {
  readonly block: JsonObject;
  readonly table: string;
  readonly streams: boolean;
  readonly expressions: (scope: Scope) => Expressions | Promise<Expressions>;
  readonly limit: Template | undefined;
  readonly order: Template | undefined;
  readonly start: Template | undefined;
}

export function compilePagedQuery(block: JsonObject): PagedQuery {
  return {
    block,
    table: String(block.table),
    streams: block.stream === 'pages',
    expressions: compileExpressions(block),
    limit: compileOptional(block.limit, 'limit'),
    order: compileOptional(block.order, 'order'),
    start: compileOptional(block.exclusiveStartKey, 'exclusiveStartKey'),
  };
}

export async function openPages(query: PagedQuery, scope: Scope, session: Session, environment: TargetEnvironment) {
  const { block, table, expressions } = query;
  const TableName = tableOf(environment, table, 'Query');
  const limit = limitOf(await query.limit?.(scope));
  const start = startOf(await query.start?.(scope));
  const fixed = {
    TableName,
    ...(typeof block.index === 'string' && { IndexName: block.index }),
    ConsistentRead: block.consistentRead === true,
    ScanIndexForward: forwardOf(await query.order?.(scope)),
    ...(await expressions(scope)),
  };
  const readPage: ReadPage = (ExclusiveStartKey, remaining) => {
    const Limit = pageLimit(query, remaining);
    return session.request('Query', { ...fixed, ExclusiveStartKey, Limit });
  };
  return readPages(readPage, start, limit);
}

/**
 * Returns how many items DynamoDB may examine for a page. A filter drops some of them, so a filtered page examines more items than
 * remain to be returned, and is cut if too many match. A cut page has no `lastEvaluatedKey`, so a tool that continues from an
 * earlier call's key never requests more than remain.
 */
function pageLimit({ block, streams }: PagedQuery, remaining: number): number | undefined {
  const { pageSize, filterExpression, exclusiveStartKey } = block;
  const filtered = filterExpression !== undefined;
  const size = typeof pageSize === 'number' ? pageSize : streams && !filtered ? STREAMED_PAGE : undefined;
  if (filtered && exclusiveStartKey === undefined) return size;
  return Math.min(size ?? remaining, remaining);
}

function limitOf(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new ToolError("The tool's `limit` must be an integer above 0.");
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
