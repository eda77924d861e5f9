import type { ListName } from '../../catalog/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
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
 * Finds the document that a `ref` names. A document that is hidden from the caller is reported as unknown.
 *
 * @throws InsufficientScope for a document that the caller is offered; InvalidParams for a `ref` of the wrong shape, or an unknown
 * document. spec: server/utilities/completion#reference-types
 */
export async function findReference(ref: Json | undefined, context: RpcContext): Promise<Completable> {
  const { type, name, uri }: Record<string, Json | undefined> = isJsonObject(ref) ? ref : {};
  if (type === 'ref/prompt' && typeof name === 'string') {
    const prompt = await context.catalog.prompt(context.view, name, context.access);
    const found = prompt && { list: 'prompts' as const, id: name, document: prompt };
    return usable(found, `prompt ${name}`, context);
  }
  if (type === 'ref/resource' && typeof uri === 'string') {
    return usable(await find(uri, context), `resource ${uri}`, context);
  }
  throw new InvalidParams('params.ref must be {"type":"ref/prompt","name":...} or {"type":"ref/resource","uri":...}');
}

/** Finds a template by its own text, or else the resource of a URI. */
async function find(uri: string, { catalog, view, access }: RpcContext): Promise<Found | undefined> {
  const template = await catalog.template(view, uri, access);
  if (template !== undefined) return { list: 'templates', id: uri, document: template };
  const found = await catalog.resource(view, uri, access);
  return found && { list: found.list, id: found.id, document: found.resource };
}

/** A document that the catalogue found. */
interface Found {
  readonly list: ListName;
  readonly id: string;
  readonly document: Omit<Completable, 'label'> & { readonly scopes: readonly string[] };
}

function usable(found: Found | undefined, label: string, { access }: RpcContext): Completable {
  if (found === undefined || !access.mayUse(found.list, found.id, found.document.scopes)) {
    throw new InvalidParams(`Unknown ${label}`);
  }
  const { limits, completers } = found.document;
  return { label, limits, completers };
}
