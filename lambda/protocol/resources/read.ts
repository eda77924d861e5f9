import type { FoundResource } from '../../catalog/types.ts';
import type { JsonObject } from '../../json.ts';
import type { Access } from '../access.ts';
import type { RpcContext } from '../context.ts';
import { assertGood, boundedText, type CachingHints, type Operation } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import { type NotFound, resourceNotFound, withNotFound } from './not-found.ts';
import type { PreparedResource } from './prepared-resource.ts';

/** Maximum characters of a requested URI; a document's own has at most 1,024, and the variables of a template make it longer. */
const URI_CHARS = 2_048;

/**
 * Reads the parameters of a `resources/read`. A resource that is hidden from the caller is reported as unknown, and so is
 * a URI that a template matches, but whose variables are not permitted.
 *
 * @param notFound makes the error of this protocol revision
 * @throws InvalidParams for parameters of the wrong shape; the error of `notFound` for an unknown resource; InsufficientScope for one
 * that the caller is offered
 */
export async function findResource(
  params: JsonObject,
  context: RpcContext,
  notFound: NotFound = resourceNotFound,
): Promise<Operation> {
  const { uri } = params;
  if (typeof uri !== 'string') throw new InvalidParams('params.uri must be a string');
  if (uri.length > URI_CHARS) throw new InvalidParams(`params.uri must have at most ${URI_CHARS} characters`);
  const { catalog, view, access, request } = context;
  const found = await catalog.resource(view, uri, access);
  if (found === undefined || !access.mayUse(found.list, found.id, found.resource.scopes)) throw notFound(uri);
  if (!isPermitted(found, access)) throw notFound(uri);
  const { resource, variables } = found;
  const label = `resource ${uri}`;
  const { limits, resultBytes } = resource;
  const args = { ...variables, uri };
  return {
    method: 'resources/read',
    subject: { uri },
    timeoutMs: limits.timeoutMs,
    resultBytes,
    failures: 'error',
    hints: hintsOf(resource, context),
    attempt(_answers, call) {
      // Only tools have partial results.
      const whole = { ...call, partials: false, mustFind: true };
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

/** Whether the caller may read what a URI names. */
export async function isReadable(
  uri: string,
  { catalog, access }: Pick<RpcContext, 'catalog' | 'access'>,
): Promise<boolean> {
  const found = await catalog.resource(access.view, uri, access);
  if (found === undefined) return false;
  return access.isAllowed(found.list, found.id, found.resource.scopes) && isPermitted(found, access);
}

/** The arguments of a resource are the variables of its template. */
function isPermitted({ list, id, resource, variables }: FoundResource<PreparedResource>, access: Access): boolean {
  return access.permits(list, id, resource.scopes, variables);
}

// spec: server/utilities/caching#choosing-a-cache-scope
function hintsOf({ isInline, scopes }: PreparedResource, { access, ttlMs }: RpcContext): CachingHints {
  if (!isInline) return { ttlMs: 0, cacheScope: 'private' };
  return { ttlMs, cacheScope: access.isOpen(scopes) ? 'public' : 'private' };
}
