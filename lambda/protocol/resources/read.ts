import type { FoundResource, ServerView } from '../../catalog/index.ts';
import type { JsonObject } from '../../json.ts';
import { type RpcContext, visibleTo } from '../context.ts';
import { boundedText } from '../operation/bounded-text.ts';
import type { CachingHints, Operation } from '../operation/operation.ts';
import { assertGood } from '../operation/result-value.ts';
import { InvalidParams } from '../rpc/errors.ts';
import { type NotFound, resourceNotFound, withNotFound } from './not-found.ts';
import type { PreparedResource } from './prepare.ts';

/** Characters of a URI that is looked for; a document's own has at most 1,024, and the variables of templates make it longer. */
const URI_CHARS = 2_048;

/**
 * Reads the parameters of a `resources/read`. A resource that the caller may not read is as unknown as one that does not exist.
 *
 * @param notFound makes the error of this protocol revision
 * @throws InvalidParams when they have the wrong shape; what `notFound` makes when they name no such resource
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
      // Partial results are a tool's.
      const whole = call.partials ? { ...call, partials: false } : call;
      return withNotFound(
        () => resource.run(args, whole),
        (words) => notFound(uri, words),
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

/** What a URI names, where the caller may read it. */
export async function findReadable(
  view: ServerView,
  uri: string,
  { catalog, principal }: Pick<RpcContext, 'catalog' | 'principal'>,
): Promise<FoundResource<PreparedResource> | undefined> {
  const maySee = visibleTo(principal);
  const found = await catalog.resource(view, uri, maySee);
  return found && maySee(found.resource.scopes) ? found : undefined;
}

// spec: server/utilities/caching#choosing-a-cache-scope
function hintsOf({ isWritten, scopes }: PreparedResource, { ttlMs }: RpcContext): CachingHints {
  if (!isWritten) return { ttlMs: 0, cacheScope: 'private' };
  return { ttlMs, cacheScope: scopes.length === 0 ? 'public' : 'private' };
}
