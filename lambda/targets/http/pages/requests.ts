import { createHash } from 'node:crypto';
import { ToolError } from '../../../tool-error.ts';
import type { CallScope } from '../../types.ts';
import { type Call, goTo, type Route, type UpstreamRequest, urlOf } from '../../upstream/index.ts';
import type { RequestBuilder } from '../request/index.ts';
import { placeOf } from '../response/index.ts';
import type { PageStep } from './step.ts';

/** What builds the requests of one call's pages. */
export interface PageRequests {
  readonly request: RequestBuilder;
  readonly route: Pick<Route, 'mayGo'>;
}

/**
 * Builds the request of a page.
 *
 * @param from the request whose response named the page; a relative URL refers to it
 * @throws ToolError for a URL that is not valid, or may not be followed
 */
export async function requestOf(
  { request, route }: PageRequests,
  scope: CallScope,
  step: PageStep | undefined,
  from: UpstreamRequest | undefined,
  mask: Call['mask'],
): Promise<UpstreamRequest> {
  const built = await request.build(scope, step);
  if (step?.url === undefined) return built;
  const base = urlOf(from ?? built);
  const { label } = from ?? built;
  if (!URL.canParse(step.url, base.href)) {
    throw new ToolError(`${label} returned an invalid URL as the link to the next page.`);
  }
  const to = new URL(step.url, base);
  if (route.mayGo(base, to)) return goTo(built, to, mask);
  throw new ToolError(
    `${label} links to a next page at ${placeOf(step.url, mask)}, which is neither its own origin nor one of the tool's \`redirects\`.`,
  );
}

/** The requests of one call, so that pages that lead to each other end. */
export class SeenRequests {
  readonly #digests = new Set<string>();

  /**
   * @returns the request's digest
   * @throws ToolError for a request that was sent already
   */
  add(request: UpstreamRequest): string {
    const digest = digestOf(request);
    if (this.#digests.has(digest)) {
      throw new ToolError(`${request.label}: the next page leads back to the same page, or to an earlier one.`);
    }
    this.#digests.add(digest);
    return digest;
  }
}

/** Returns what tells a request from others. */
export function digestOf({ method, origin, path, headers, body = '' }: UpstreamRequest): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([method, origin, path, headers]))
    .update('\n')
    .update(body);
  return hash.digest('base64');
}
