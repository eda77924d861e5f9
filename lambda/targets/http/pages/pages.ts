import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { roundedSource } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Part } from '../../parts.ts';
import type { CallScope } from '../../types.ts';
import {
  type Call,
  goTo,
  isOk,
  type Route,
  type Sent,
  send,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
} from '../../upstream/index.ts';
import type { RequestBuilder } from '../request/index.ts';
import { failureResult, failureText, maskView, placeOf, type Reading, viewOf } from '../response/index.ts';
import { type RawRow, type RowShape, Rows } from '../rows.ts';
import type { Pager, PageStep, PageView } from './pager.ts';

/** A compiled tool with `pagination`. */
export interface PagedTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly pager: Pager;
  readonly shape: RowShape;
  /** How each page is read. */
  readonly reading: Reading;
  /** Finds the message of a page whose status is not an answer. */
  readonly error: Template | undefined;
  /** Sends one request and reads its response. */
  readonly fetch: (request: UpstreamRequest, call: Call) => Promise<UpstreamResponse>;
}

/** A page's response and the step that led to it. */
interface Fetched extends Sent<UpstreamResponse> {
  readonly step: PageStep;
}

/**
 * Reads pages. Each is sent as one partial result while the next one is being fetched.
 *
 * @throws ToolError when a page fails; earlier pages have been sent by then
 */
export async function* readPages(
  tool: PagedTool,
  args: JsonObject,
  call: Call,
): AsyncGenerator<Part | readonly Part[]> {
  const { pager, shape } = tool;
  const scope = { args, caller: call.context.caller, work: call.context.work };
  const firstRequest = await tool.request.build(scope, parameterOf(pager.first));
  const rows = new Rows(shape, args, call, firstRequest);
  let coming = fetchPage(tool, call, firstRequest, pager.first);
  try {
    for (let count = 1; ; count += 1) {
      const fetched = await coming;
      const failed = await failureOf(fetched, count, { error: tool.error, args }, call);
      if (failed) return yield { type: 'result', result: failed };
      const page = await viewPage(fetched, scope, tool, call);
      const step = await pager.next(page);
      const more = step !== undefined && count < pager.maxPages;
      if (more) coming = prefetch(tool, call, scope, fetched, step);
      const taken = await rows.take(rowsOf(page));
      yield rows.pageParts(taken.rows);
      if (taken.failure !== undefined) throw taken.failure;
      if (more) continue;
      const result = await rows.result(fetched.response);
      return yield { type: 'result', result: step === undefined ? result : withNote(result, pager.maxPages) };
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

async function fetchPage(tool: PagedTool, call: Call, request: UpstreamRequest, step: PageStep): Promise<Fetched> {
  const sent = await send(request, call, tool.route, {
    attempt: (hop) => tool.fetch(hop, call),
    discard: () => {}, // it has been read to its end
  });
  return { ...sent, step };
}

/** Fetches the next page in advance. Its failure is reported when the page is awaited, and ignored if it never is. */
function prefetch(tool: PagedTool, call: Call, scope: CallScope, from: Fetched, step: PageStep): Promise<Fetched> {
  const coming = (async () =>
    fetchPage(tool, call, await nextRequest(tool, { ...scope, mask: call.mask }, from, step), step))();
  coming.catch(() => {});
  return coming;
}

async function nextRequest(
  tool: PagedTool,
  { mask, ...scope }: CallScope & Pick<Call, 'mask'>,
  from: Fetched,
  step: PageStep,
): Promise<UpstreamRequest> {
  if ('parameter' in step) return tool.request.build(scope, step.parameter);
  const base = urlOf(from.request);
  const { label } = from.request;
  if (!URL.canParse(step.link, base.href))
    throw new ToolError(`${label} returned an invalid URL as the link to the next page.`);
  const to = new URL(step.link, base);
  if (to.href === base.href)
    throw new ToolError(`${label} returned a link to the next page that leads to the same page.`);
  if (tool.route.mayGo(base, to)) return goTo(from.request, to, mask);
  throw new ToolError(
    `${label} links to a next page at ${placeOf(step.link, mask)}, which is neither its own origin nor one of the tool's \`redirects\`.`,
  );
}

const parameterOf = (step: PageStep) => ('parameter' in step ? step.parameter : undefined);

/** The result for a first page that is not 2xx. A later page fails the call, because rows have been sent already. */
async function failureOf(
  { response, request }: Fetched,
  count: number,
  mapping: Parameters<typeof failureText>[1],
  call: Call,
): Promise<ToolResult | undefined> {
  if (isOk(response, request)) return undefined;
  const { label } = request;
  if (count === 1) return failureResult({ response, label }, mapping, call);
  throw new ToolError(`Page ${count} failed: ${await failureText({ response, label }, mapping, call)}`);
}

async function viewPage(
  { response, request, step }: Fetched,
  scope: CallScope,
  { pager, reading }: PagedTool,
  { mask, context: { work } }: Call,
): Promise<PageView> {
  const view = await viewOf(response, reading, { label: request.label, mask, work });
  const items = await pager.items({ ...scope, response: maskView(view, request.label, mask) });
  return { scope: { ...scope, response: view }, items, step };
}

function rowsOf({ items, scope }: PageView): readonly RawRow[] {
  return items.map((value, index) => ({
    value,
    json: roundedSource(items, String(index)),
    from: scope.response,
  }));
}

/** Adds a note that more pages exist. */
function withNote(result: ToolResult, maxPages: number): ToolResult {
  const pages = maxPages === 1 ? 'page' : 'pages';
  const text = `There are more pages: the tool stopped after ${maxPages} ${pages}.`;
  return { ...result, content: [...result.content, { type: 'text', text }] };
}
