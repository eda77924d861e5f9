import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { roundedSource } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Cut } from '../../list/index.ts';
import { withNote } from '../../result.ts';
import type { CallScope } from '../../types.ts';
import {
  type Call,
  isOk,
  type ResponseHead,
  type Route,
  type Sent,
  send,
  type UpstreamRequest,
  type UpstreamResponse,
} from '../../upstream/index.ts';
import type { RequestBuilder } from '../request/index.ts';
import {
  envelopeNote,
  failureResult,
  failureText,
  type HttpLayer,
  maskView,
  type Reading,
  viewOf,
} from '../response/index.ts';
import type { RawRow, RowShape, Rows, Taken } from '../rows/index.ts';
import type { Pager } from './pager.ts';
import { digestOf, requestOf, SeenRequests } from './requests.ts';
import type { PageStep } from './step.ts';
import type { PageView } from './ways.ts';

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
  /** What the protocol above HTTP adds. */
  readonly layer: HttpLayer;
  /** Sends one request and reads its response. */
  readonly fetch: (request: UpstreamRequest, call: Call) => Promise<UpstreamResponse>;
}

/** Why a list ends before its last page, and the step to where it would continue. */
export interface PageCut extends Omit<Cut, 'next'> {
  readonly next?: PageStep | undefined;
}

/** What follows a page: the next one, which is being fetched, or the end of the list. */
export type Following = 'fetching' | PageCut | undefined;

/** Where rows of a page are. */
interface RowsOfPage {
  /** The step to the page. */
  readonly step: PageStep | undefined;
  /** The rows before it. */
  readonly before: number;
  /** For each row, the items of the page up to it, without those that an earlier call returned. */
  readonly used: readonly number[];
}

/** The pages of one call, from one to the next. */
export class PageReading {
  readonly #tool: PagedTool;
  readonly #call: Call;
  readonly #scope: CallScope;
  readonly #seen = new SeenRequests();
  /** What pages say besides their items, once each. */
  readonly #notes = new Set<string>();
  readonly #places: RowsOfPage[] = [];
  #count = 0;
  #step: PageStep | undefined;
  /** Digest of the request that was sent last. */
  #digest = '';
  #coming: Promise<Sent<UpstreamResponse>> = Promise.reject(new Error('no page was requested'));
  /** The last page that arrived. */
  #last: Sent<ResponseHead> | undefined;

  constructor(tool: PagedTool, args: JsonObject, call: Call) {
    this.#tool = tool;
    this.#call = call;
    this.#scope = { args, caller: call.context.caller, work: call.context.work };
    this.#coming.catch(() => {});
  }

  /**
   * Requests the first page.
   *
   * @returns its request, for errors
   * @throws ToolError for arguments that cannot form a request, or that do not name a page
   */
  async begin(): Promise<UpstreamRequest> {
    const { pager } = this.#tool;
    const step = (await pager.resume.start(this.#scope, this.#call)) ?? pager.first;
    const request = await requestOf(this.#tool, this.#scope, step, undefined, this.#call.mask);
    this.#request(request, step);
    return request;
  }

  /**
   * Waits for the page that was requested.
   *
   * @returns the page, or the result where the call ends with a failure: of the first page, or after rows that stay valid
   * @throws ToolError for a failure before any row
   */
  async arrive(rows: Rows): Promise<PageView | { readonly result: ToolResult }> {
    try {
      const { response, request } = await this.#coming;
      if (isOk(response, request)) return await this.#view({ response, request });
      const failed = { response, label: request.label };
      const { error, layer, reading } = this.#tool;
      const mapping = { error, layer, reading, args: this.#scope.args };
      if (this.#count === 1) return { result: await failureResult(failed, mapping, this.#call) };
      throw new ToolError(`Page ${this.#count} failed: ${await failureText(failed, mapping, this.#call)}`);
    } catch (error) {
      if (!(error instanceof ToolError) || rows.count === 0 || this.#call.time.hasLeft) throw error;
      return { result: await this.result(rows, { failure: error.message, next: this.#step }) };
    }
  }

  /** Finds what follows a page, and requests the next one. */
  async following(page: PageView): Promise<Following> {
    const { pager } = this.#tool;
    try {
      const step = await this.#next(page);
      if (step === undefined) return undefined;
      if (this.#count >= pager.maxPages) return { pages: this.#count, next: step };
      const request = await requestOf(this.#tool, this.#scope, step, this.#last?.request, this.#call.mask);
      this.#request(request, step);
      return 'fetching';
    } catch (error) {
      if (error instanceof ToolError) return { failure: error.message };
      throw error;
    }
  }

  /**
   * Finds where a later call would continue after the last row of the result.
   *
   * @param used the items of the page that became rows, or that `row` omitted
   * @param reason why no more rows are taken
   */
  async stopped(page: PageView, used: number, reason: PageCut): Promise<PageCut | undefined> {
    if (skipped(page) + used < page.items.length) return { ...reason, next: stepWithin(page.step, used) };
    try {
      const step = await this.#next(page);
      return step && { ...reason, next: step };
    } catch (error) {
      // The rows that were asked for are there, whatever follows them.
      if (error instanceof ToolError) return { failure: error.message };
      throw error;
    }
  }

  /** A page without items that leads to itself is the last one: some APIs, such as GetLogEvents of AWS, always give a token. */
  async #next(page: PageView): Promise<PageStep | undefined> {
    const step = await this.#tool.pager.next(page);
    if (step === undefined || page.items.length > 0) return step;
    const request = await requestOf(this.#tool, this.#scope, step, this.#last?.request, this.#call.mask);
    return digestOf(request) === page.digest ? undefined : step;
  }

  /** Notes where the rows of a page are. */
  note(page: Pick<PageView, 'step'>, { rows }: Taken, count: number): void {
    this.#places.push({ step: page.step, before: count - rows.length, used: rows.map(({ used }) => used) });
  }

  /** Builds the result of all rows; where the list was cut, with the way to continue. */
  async result(rows: Rows, cut: PageCut | undefined): Promise<ToolResult> {
    if (this.#last === undefined) throw new Error('there is no page');
    const { resume } = this.#tool.pager;
    const offer = async (step: PageStep | undefined) => step && (await resume.offer(step, this.#call));
    const continued = {
      argument: resume.argument,
      after: async (count: number) => ({ next: await offer(this.#stepAfter(count)) }),
    };
    const whole = cut && { ...cut, next: await offer(cut.next) };
    return this.#noted(await rows.result(this.#last.response, whole, continued));
  }

  /** Returns the step to the rows after the first ones. */
  #stepAfter(count: number): PageStep | undefined {
    const place = this.#places.findLast(({ before, used }) => before < count && used.length > 0);
    return place && stepWithin(place.step, place.used[count - place.before - 1] ?? 0);
  }

  #noted(result: ToolResult): ToolResult {
    return [...this.#notes].reduce(withNote, result);
  }

  /** A fetch that fails is reported when the page is awaited, and ignored if it never is. */
  #request(request: UpstreamRequest, step: PageStep | undefined): void {
    this.#digest = this.#seen.add(request);
    const { fetch, route } = this.#tool;
    this.#step = step;
    this.#count += 1;
    this.#coming = send(request, this.#call, route, {
      attempt: (hop) => fetch(hop, this.#call),
      discard: () => {}, // it has been read to its end
    });
    this.#coming.catch(() => {});
  }

  async #view({ response, request }: Sent<UpstreamResponse>): Promise<PageView> {
    const { pager, reading, layer } = this.#tool;
    const { mask, context } = this.#call;
    const { label } = request;
    const view = await viewOf(response, reading, { label, mask, work: context.work });
    const masked = maskView(view, label, mask);
    const problem = layer.envelope?.(masked, request, mask);
    const mapping = { error: this.#tool.error, args: this.#scope.args };
    if (problem !== undefined) this.#notes.add(await envelopeNote(problem, masked, mapping, this.#call));
    const [step, digest] = [this.#step, this.#digest];
    const items =
      layer.items === undefined
        ? await pager.items({ ...this.#scope, response: masked })
        : layer.items(masked, step === undefined);
    const { status, headers } = response;
    this.#last = { response: { status, headers }, request };
    return { scope: { ...this.#scope, response: view }, items, step, digest };
  }
}

/** The items of a page that an earlier call returned. */
const skipped = ({ step }: PageView) => step?.skip ?? 0;

/** Returns the step to the items of a page after those that were used. */
const stepWithin = (step: PageStep | undefined, used: number): PageStep => ({
  ...step,
  skip: (step?.skip ?? 0) + used,
});

/** The rows of a page, with the digits of their numbers. */
export function rowsOf(page: PageView): readonly RawRow[] {
  const { items, scope } = page;
  const rows = items.map((value, index) => ({
    value,
    json: roundedSource(items, String(index)),
    from: scope.response,
  }));
  return rows.slice(skipped(page));
}
