import type { ToolResult } from '../../../content/index.ts';
import { compileOptional, type Scope, type Template } from '../../../expression/index.ts';
import type { Json, JsonObject } from '../../../json.ts';
import { createListing, type Listing } from '../../../schema/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { PartialPart, Parts, ResultPart } from '../../parts.ts';
import { incompleteNote, withNote } from '../../result.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../../types.ts';
import { openSession } from '../api/index.ts';
import { itemToJson } from '../attributes.ts';
import { toBoundedResult } from '../result.ts';
import { compilePagedQuery, openPages, type PagedQuery } from './page-requests.ts';
import type { Page } from './pages.ts';
import { Rows, toRows } from './rows.ts';

/** A compiled `Query` block. */
interface Query extends PagedQuery {
  readonly label: string;
  readonly structured: boolean;
  /** Makes lists where the `output` schema says list. */
  readonly listing: Listing | undefined;
  readonly row: Template | undefined;
  readonly result: Template | undefined;
}

/** `$response`: the view of a response that expressions get. */
interface ResponseView {
  /** The rows: the items, mapped by `row`. */
  readonly items: readonly Json[];
  readonly count: number;
  /** Whether there may be more items than the limit. */
  readonly more: boolean;
  readonly lastEvaluatedKey?: Json;
  /** Why there are only the items of the pages before. */
  readonly failure?: string;
}

/** Prepares a `Query` tool. It always returns parts, because a query of several pages can take long. */
export function prepareQuery(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const query = compileQuery(tool);
  return (args, context) => run(query, args, context, environment);
}

function compileQuery({ target: block, output }: TargetTool): Query {
  return {
    ...compilePagedQuery(block),
    label: `Query on table ${block.table}`,
    structured: output !== undefined,
    listing: output && createListing(output),
    row: compileOptional(block.row, 'row'),
    result: compileOptional(block.result, 'result'),
  };
}

async function* run(query: Query, args: JsonObject, context: CallContext, environment: TargetEnvironment): Parts {
  const { label, structured, streams, result: template } = query;
  const scope = { args, caller: context.caller, work: context.work };
  const mapped = template !== undefined;
  const rows = new Rows({ asText: !mapped, asValue: structured && !mapped, mapped });
  const session = openSession({ label, writes: false }, context, environment);
  const sent = streams && context.partials;
  let yielded = 0;
  try {
    for await (const page of await openPages(query, scope, session, environment)) {
      if (page.failure !== undefined && rows.count === 0) throw page.failure;
      const added = await toRows(page.items, query.row, scope, session.assertTime);
      const text = rows.add(added, label, context.resultBytes);
      // A query of one page sends its result only.
      const yieldsRows = streams && added.length > 0 && !(page.last && yielded === 0);
      const partial = partialOf(added, text, sent, structured);
      if (!page.last) {
        yielded += added.length;
        if (yieldsRows) yield partial;
        continue;
      }
      const whole = await resultOf(query, page, rows, scope, context);
      const result = page.failure === undefined ? whole : withNote(whole, incompleteNote(page.failure.message));
      const end: ResultPart = { type: 'result', result };
      yield yieldsRows ? [partial, end] : end;
    }
  } catch (error) {
    throw error instanceof ToolError && yielded > 0 ? afterRows(error, yielded, sent) : error;
  } finally {
    session.end();
  }
}

/** Adds to an error how many rows preceded it: rows that were sent remain valid. */
function afterRows({ message }: ToolError, count: number, sent: boolean): ToolError {
  return new ToolError(`${message} Before that, it ${sent ? 'sent' : 'read'} ${countText(count)}.`);
}

function countText(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** Rows count as progress even where no one receives partial results. */
function partialOf(rows: readonly Json[], text: string, sent: boolean, structured: boolean): PartialPart {
  if (!sent) return { type: 'partial', content: [], rows: rows.length };
  const content = [{ type: 'text', text }] as const;
  return { type: 'partial', content, rows: rows.length, ...(structured && { structuredContent: rows }) };
}

async function resultOf(query: Query, page: Page, rows: Rows, scope: Scope, context: CallContext): Promise<ToolResult> {
  const { structured, listing, label, result } = query;
  const { resultBytes, mustFind } = context;
  if (result === undefined) {
    const content = [{ type: 'text', text: rows.text() } as const];
    if (page.more && page.failure === undefined)
      content.push({ type: 'text', text: `There may be more than ${countText(rows.count)}.` });
    return structured ? { content, structuredContent: rows.values } : { content };
  }
  const { more, lastEvaluatedKey } = page;
  const response: ResponseView = {
    items: rows.values,
    count: rows.count,
    more,
    ...(lastEvaluatedKey && { lastEvaluatedKey: itemToJson(lastEvaluatedKey) }),
    ...(page.failure && { failure: page.failure.message }),
  };
  const value = await result({ ...scope, response });
  return toBoundedResult(value, { structured, listing, label, resultBytes, mustFind });
}
