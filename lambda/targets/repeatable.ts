import type { TargetTool } from './types.ts';

/** Methods that change nothing at all. RFC 9110 section 9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY']);
/** Methods whose repetition changes nothing more. RFC 9110 section 9.2.2 */
export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, 'PUT', 'DELETE']);

/**
 * Returns whether a call may be repeated after an unknown outcome. The author's annotations count more than the method.
 * spec: schema#toolannotations
 *
 * @param method the HTTP method, if the target has one
 */
export function isRepeatable({ annotations = {} }: Pick<TargetTool, 'annotations'>, method?: string): boolean {
  const { readOnlyHint, idempotentHint } = annotations;
  if (readOnlyHint === true || idempotentHint === true) return true;
  if (method === undefined || idempotentHint === false) return false;
  return IDEMPOTENT_METHODS.has(method) && !(readOnlyHint === false && SAFE_METHODS.has(method));
}

/** Returns the advice for an unknown outcome: to call again only where that is safe. */
export function adviceAfter({ repeatable }: { readonly repeatable: boolean }, advice: string): string {
  return repeatable ? advice : 'The request may have been carried out: check before you call again.';
}
