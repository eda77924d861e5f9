import { ToolError } from '../tool-error.ts';
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
  return repeatable ? advice : UNCLEAR;
}

const UNCLEAR = 'The request may have been carried out: check before you call again.';

/** Returns an error about the answer to a request, with the advice for one that may not be repeated. */
export function advised(error: unknown, { repeatable }: { readonly repeatable: boolean }): unknown {
  if (repeatable || !(error instanceof ToolError) || error.isAdvised) return error;
  const { message, notFound, cause } = error;
  const sentence = /[.!?…]$/.test(message) ? message : `${message}.`; // a quoted body may end without
  return new ToolError(`${sentence} ${UNCLEAR}`, { notFound, cause, isAdvised: true });
}

/** Returns whether a call of a tool sends a request that must not be repeated. */
export function isWrite({ target, annotations }: Pick<TargetTool, 'target' | 'annotations'>): boolean {
  return target.type === 'http' && !isRepeatable({ annotations }, String(target.method ?? 'GET'));
}
