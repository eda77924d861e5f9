import { compileOptional, type Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { createListing } from '../../../schema/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { PartialPart, Parts, ResultPart } from '../../parts.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../../types.ts';
import { openSession } from '../api/index.ts';
import { compilePagedQuery, openPages, type PagedQuery } from './page-requests.ts';
import { type Added, QueryRows, type RowsShape } from './query-rows.ts';
import { toRows } from './rows.ts';

/** A compiled `Query` block. */
interface Query extends PagedQuery, RowsShape {
  readonly row: Template | undefined;
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
  const { label, structured, streams } = query;
  const scope = { args, caller: context.caller, work: context.work };
  const rows = new QueryRows(query, context);
  const session = openSession({ label, writes: false }, context, environment);
  const sent = streams && context.partials;
  let yielded = 0;
  try {
    for await (const page of await openPages(query, scope, session, environment)) {
      if (page.failure !== undefined && rows.count === 0) throw page.failure;
      const added = rows.add(await toRows(page.items, query.row, scope, session.assertTime), page);
      const isEnd = page.last || rows.isCut;
      // A query of one page sends its result only.
      const yieldsRows = streams && added.values.length > 0 && !(isEnd && yielded === 0);
      const partial = partialOf(added, sent, structured);
      if (!isEnd) {
        yielded += added.values.length;
        if (yieldsRows) yield partial;
        continue;
      }
      const end: ResultPart = { type: 'result', result: await rows.result(page, scope) };
      yield yieldsRows ? [partial, end] : end;
      return;
    }
  } catch (error) {
    throw error instanceof ToolError && yielded > 0 ? afterRows(error, yielded, sent) : error;
  } finally {
    session.end();
  }
}

/** Adds to an error how many rows preceded it: rows that were sent remain valid. */
function afterRows({ message }: ToolError, count: number, sent: boolean): ToolError {
  return new ToolError(
    `${message} Before that, it ${sent ? 'sent' : 'read'} ${count === 1 ? '1 row' : `${count} rows`}.`,
  );
}

/** Rows count as progress even where no one receives partial results. */
function partialOf({ values, text }: Added, sent: boolean, structured: boolean): PartialPart {
  if (!sent) return { type: 'partial', content: [], rows: values.length };
  const content = [{ type: 'text', text }] as const;
  return { type: 'partial', content, rows: values.length, ...(structured && { structuredContent: values }) };
}
