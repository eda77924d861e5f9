import type { Action } from '../../auth/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { mayUse, visibleTo } from '../access.ts';
import type { RpcContext } from '../context.ts';
import type { Completers, Limits } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';

/** A document whose arguments can be completed. */
export interface Completable {
  /** Name of the document in errors: `prompt code_review`. */
  readonly label: string;
  readonly limits: Limits;
  readonly completers: Completers;
}

/**
 * Finds the document that a `ref` names. A document that the caller may not use is reported as unknown.
 *
 * @throws InvalidParams for a `ref` of the wrong shape, or an unknown document. spec: server/utilities/completion#reference-types
 */
export async function findReference(ref: Json | undefined, context: RpcContext): Promise<Completable> {
  const { type, name, uri }: Record<string, Json | undefined> = isJsonObject(ref) ? ref : {};
  if (type === 'ref/prompt' && typeof name === 'string') {
    const prompt = await context.catalog.prompt(context.view, name);
    return usable(prompt, { label: `prompt ${name}`, action: `prompt:${name}` }, context);
  }
  if (type === 'ref/resource' && typeof uri === 'string')
    return usable(await find(uri, context), { label: `resource ${uri}`, action: `resource:${uri}` }, context);
  throw new InvalidParams('params.ref must be {"type":"ref/prompt","name":...} or {"type":"ref/resource","uri":...}');
}

/** Finds a template by its own text, or else the resource of a URI. */
async function find(uri: string, { catalog, view, principal }: RpcContext) {
  const template = await catalog.template(view, uri);
  return template ?? (await catalog.resource(view, uri, visibleTo(principal)))?.resource;
}

function usable(
  found: (Omit<Completable, 'label'> & { readonly scopes: readonly string[] }) | undefined,
  { label, action }: { readonly label: string; readonly action: Action },
  { principal }: RpcContext,
): Completable {
  if (found === undefined || !mayUse(principal, action, found)) throw new InvalidParams(`Unknown ${label}`);
  return { label, limits: found.limits, completers: found.completers };
}
