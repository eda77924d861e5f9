import type { ToolResult } from '../../../content/index.ts';
import type { JsonObject } from '../../../json.ts';
import type { Part } from '../../parts.ts';
import type { Call } from '../../upstream/index.ts';
import { Rows, rowLimit } from '../rows/index.ts';
import { type PagedTool, PageReading, rowsOf } from './reading.ts';

/**
 * Reads pages. Each is sent as one partial result while the next one is being fetched. A page that fails ends the list: the
 * rows before it are the result, with a note that names the failure. So does a row that does not fit into the result.
 *
 * @throws ToolError when a page fails before any row, and when a row cannot be built
 */
export async function* readPages(
  tool: PagedTool,
  args: JsonObject,
  call: Call,
): AsyncGenerator<Part | readonly Part[]> {
  const reading = new PageReading(tool, args, call);
  const limit = await rowLimit(tool.shape.maxRows, args, call);
  const rows = new Rows({ ...tool.shape, limit }, args, call, await reading.begin());
  try {
    for (;;) {
      const page = await reading.arrive(rows);
      if ('result' in page) return yield { type: 'result', result: page.result };
      // The last row may be on this page, and the next one is then not needed.
      let following = rows.mayStop ? undefined : await reading.following(page);
      const taken = await rows.take(rowsOf(page));
      yield rows.pageParts(taken.rows);
      if (taken.failure !== undefined) throw taken.failure;
      reading.note(page, taken, rows.count);
      if (rows.isFull) {
        const reason = rows.cut ?? { rows: rows.count };
        const cut = rows.isLast ? undefined : await reading.stopped(page, taken.used, reason);
        return yield { type: 'result', result: await reading.result(rows, cut) };
      }
      if (rows.mayStop) following = await reading.following(page);
      if (following !== 'fetching') {
        return yield { type: 'result', result: await reading.result(rows, following) };
      }
    }
  } catch (error) {
    throw rows.failure(error);
  } finally {
    call.time.leave(); // ends the fetch of a page that is no longer needed
  }
}

/** Reads all pages and returns only their result. */
export async function collectPages(tool: PagedTool, args: JsonObject, call: Call): Promise<ToolResult> {
  const silent = { ...call, context: { ...call.context, partials: false } };
  for await (const given of readPages(tool, args, silent)) {
    if ('type' in given && given.type === 'result') return given.result;
  }
  throw new Error('pages ended without a result');
}
