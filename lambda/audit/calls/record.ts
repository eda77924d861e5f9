import { createHmac, type KeyObject } from 'node:crypto';
import type { Principal } from '../../auth/index.ts';
import { auditText } from '../audit-text.ts';

/** The methods that are audited: those that run a target. */
const METHODS = ['tools/call', 'prompts/get', 'resources/read', 'completion/complete'] as const;
export type AuditedMethod = (typeof METHODS)[number];

/** Whether requests of a method are audited. */
export function isAudited(method: unknown): method is AuditedMethod {
  return METHODS.some((audited) => audited === method);
}

/** A call, as far as the audit shows it. Texts may come from callers; they are bounded and cleaned here. */
export interface AuditedCall {
  readonly principal: Pick<Principal, 'kind' | 'id' | 'client'>;
  readonly server: string;
  readonly method: AuditedMethod;
  /** The name of a tool or prompt, or the URI of a resource. */
  readonly name: string;
  /** A digest of the arguments, which is stored as an HMAC of it; absent for a call without arguments. */
  readonly argumentsDigest?: string | undefined;
  readonly traceId?: string | undefined;
  /** Lambda's id of the invocation, as in its log. */
  readonly requestId?: string | undefined;
  /** The id of the task that the call runs as; absent for a call that its request runs. */
  readonly task?: string | undefined;
}

/**
 * - `allowed`: the caller may use the document, and the call runs;
 * - `missing-scopes`: the caller was offered the document, and lacks these scopes;
 * - `refused`: anything else that kept the call from running, with its JSON-RPC code. Unknown documents and hidden ones have the same.
 */
export type CallDecision =
  | { readonly decision: 'allowed' }
  | { readonly decision: 'missing-scopes'; readonly scopes: readonly string[] }
  | { readonly decision: 'refused'; readonly code: number };

/** How a call ended. `denied`: policies denied its arguments, which are known only when a call has started. */
export interface CallEnd {
  readonly outcome: 'done' | 'failed' | 'denied';
  /** The HTTP status of the response; absent for a task. */
  readonly status?: number | undefined;
  readonly durationMs: number;
  /** Bytes of the response's body, or of the task's result. */
  readonly bytes: number;
  readonly isError: boolean;
}

const ID_CHARS = 1_024;
const NAME_CHARS = 512;
const SCOPES = 64;
const SCOPE_CHARS = 128;

/** The members of a call that both of its lines have. */
export function callFields(call: AuditedCall, id: string): object {
  const { principal, server, method, name, traceId, requestId, task } = call;
  const { kind, id: who, client } = principal;
  return {
    call: id,
    principal: {
      kind,
      id: auditText(who, ID_CHARS),
      ...(client !== undefined && { client: auditText(client, NAME_CHARS) }),
    },
    server: auditText(server, NAME_CHARS),
    method,
    name: auditText(name, NAME_CHARS),
    ...{ traceId, requestId, task },
  };
}

/** The members of a decision. */
export function decisionFields(decision: CallDecision): object {
  if (decision.decision !== 'missing-scopes') return decision;
  return { ...decision, scopes: decision.scopes.slice(0, SCOPES).map((scope) => auditText(scope, SCOPE_CHARS)) };
}

/** The digest of arguments: equal for equal arguments, and of no use to those who do not have the key. RFC 2104 */
export function argumentsHmac(key: KeyObject, digest: string): string {
  return createHmac('sha256', key).update('spillway audit arguments\0').update(digest).digest('base64url');
}
