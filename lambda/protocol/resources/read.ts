import type { FoundResource, ServerView } from '../../catalog/types.ts';
import type { JsonObject } from '../../json.ts';
import { mayUse, visibleTo } from '../access.ts';
import type { RpcContext } from '../context.ts';
import { assertGood, boundedText, type CachingHints, type Operation } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import { type NotFound, resourceNotFound, withNotFound } from './not-found.ts';
import type { PreparedResource } from './prepared-resource.ts';

/** Maximum characters of a requested URI; a document's own has at most 1,024, and the variables of a template make it longer. */
const URI_CHARS = 2_048;

/**
 * Reads the parameters of a `resources/read`. A resource that the caller may not read is reported as unknown.
 *
 * @param notFound makes the error of this protocol revision
 * @throws InvalidParams for parameters of the wrong shape; the error of `notFound` for an unknown resource
 */
export async function findResource(
  params: JsonObject,
  context: RpcContext,
  notFound: NotFound = resourceNotFound,
): Promise<Operation> {
  const { uri } = params;
  if (typeof uri !== 'string') throw new InvalidParams('params.uri must be a string');
  if (uri.length > URI_CHARS) throw new InvalidParams(`params.uri must have at most ${URI_CHARS} characters`);
  const { view, request } = context;
  const found = await findReadable(view, uri, context);
  if (found === undefined) throw notFound(uri);
  const { resource, variables } = found;
  const label = `resource ${uri}`;
  const { limits, resultBytes } = resource;
  const args = { ...variables, uri };
  return {
    method: 'resources/read',
    label,
    subject: { uri },
    timeoutMs: limits.timeoutMs,
    resultBytes,
    failures: 'error',
    hints: hintsOf(resource, context),
    attempt(_answers, call) {
      // Only tools have partial results.
      const whole = call.partials ? { ...call, partials: false } : call;
      return withNotFound(
        () => resource.run(args, whole),
        (reason) => notFound(uri, reason),
      );
    },
    resultText(result) {
      assertGood(result, label);
      const text = resource.write(result, uri);
      // spec: server/resources#error-handling: never empty contents
      if (text === undefined) throw notFound(uri);
      return boundedText(text, { label, resultBytes, request });
    },
  };
}

/** Finds the resource that a URI names, if the caller may read it. */
export async function findReadable(
  view: ServerView,
  uri: string,
  { catalog, principal }: Pick<RpcContext, 'catalog' | 'principal'>,
): Promise<FoundResource<PreparedResource> | undefined> {
  const found = await catalog.resource(view, uri, visibleTo(principal));
  return found !== undefined && mayUse(principal, `resource:${uri}`, found.resource) ? found : undefined;
}

// spec: server/utilities/caching#choosing-a-cache-scope
function hintsOf({ isInline, scopes }: PreparedResource, { ttlMs }: RpcContext): CachingHints {
  if (!isInline) return { ttlMs: 0, cacheScope: 'private' };
  return { ttlMs, cacheScope: scopes.length === 0 ? 'public' : 'private' };
}
