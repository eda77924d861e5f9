import { isJsonObject, type Json } from '../../json.ts';
import { type RpcContext, visibleTo } from '../context.ts';
import type { Completers } from '../operation/prepare-completers.ts';
import type { Limits } from '../operation/prepare-target.ts';
import { InvalidParams } from '../rpc/errors.ts';

/** What has arguments that can be completed. */
export interface Completable {
  /** What errors call it: `prompt code_review`. */
  readonly label: string;
  readonly limits: Limits;
  readonly completers: Completers;
}

/**
 * Finds what a `ref` names. What the caller may not use is as unknown as what does not exist.
 *
 * @throws InvalidParams for a `ref` of the wrong shape, or one that names nothing. spec: server/utilities/completion#reference-types
 */
export async function findReference(ref: Json | undefined, context: RpcContext): Promise<Completable> {
  const { type, name, uri }: Record<string, Json | undefined> = isJsonObject(ref) ? ref : {};
  if (type === 'ref/prompt' && typeof name === 'string') {
    const prompt = await context.catalog.prompt(context.view, name);
    return usable(prompt, `prompt ${name}`, context);
  }
  if (type === 'ref/resource' && typeof uri === 'string')
    return usable(await find(uri, context), `resource ${uri}`, context);
  throw new InvalidParams('params.ref must be {"type":"ref/prompt","name":...} or {"type":"ref/resource","uri":...}');
}

/** A template by its own text, or what a URI names. */
async function find(uri: string, { catalog, view, principal }: RpcContext) {
  const template = await catalog.template(view, uri);
  return template ?? (await catalog.resource(view, uri, visibleTo(principal)))?.resource;
}

function usable(
  found: (Omit<Completable, 'label'> & { readonly scopes: readonly string[] }) | undefined,
  label: string,
  { principal }: RpcContext,
): Completable {
  if (!found?.scopes.every((scope) => principal.scopes.has(scope))) throw new InvalidParams(`Unknown ${label}`);
  return { label, limits: found.limits, completers: found.completers };
}
