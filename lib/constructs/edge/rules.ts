import type { StageConfig } from '../../config/index.ts';
import { JSON_RPC, jsonRpcError } from '../json-rpc.ts';

/** What a request must look like. Several values of one condition are alternatives; all conditions of a rule must hold. */
export type RuleCondition =
  | { readonly kind: 'path-regex'; readonly regex: string }
  | { readonly kind: 'path'; readonly values: readonly string[] }
  | { readonly kind: 'method'; readonly values: readonly string[] }
  | { readonly kind: 'query'; readonly key: string; readonly value: string }
  | { readonly kind: 'header'; readonly name: string; readonly values: readonly string[] };

/** `direct` is the Lambda target group, buffered; `stream` the private API's, streamed. */
interface Forward {
  readonly kind: 'forward';
  readonly to: 'direct' | 'stream';
}

/** An answer that the load balancer gives itself. */
export interface Respond {
  readonly kind: 'respond';
  readonly statusCode: number;
  readonly body: string;
}

export type RuleAction = Forward | Respond;

export interface EdgeRule {
  /** Names the rule in the template. */
  readonly id: string;
  /** Smaller is asked first. */
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  readonly action: RuleAction;
}

/** An MCP server: `/mcp` is the one named default. */
const PATH: RuleCondition = { kind: 'path-regex', regex: '^/mcp(/[a-z0-9-]{1,64})?$' };

const DIRECT: RuleAction = { kind: 'forward', to: 'direct' };
const STREAM: RuleAction = { kind: 'forward', to: 'stream' };

/** What no rule matches. */
export const NOT_FOUND: Respond = respond(404, JSON_RPC.methodNotFound, 'No MCP server at this path');

/**
 * The listener's rules: headers decide, never the body. A load balancer cannot say "not", so the order does.
 *
 * @param auth who is asking; with `none` every call may pass
 */
export function edgeRules(auth: StageConfig['auth']): readonly EdgeRule[] {
  return [
    {
      // A stateless server opens no stream of its own and ends no session. A fixed response cannot carry `Allow`.
      id: 'MethodNotAllowed',
      priority: 10,
      conditions: [PATH, { kind: 'method', values: ['GET', 'HEAD', 'DELETE'] }],
      action: respond(405, JSON_RPC.invalidRequest, 'Method not allowed: use POST'),
    },
    {
      id: 'Preflight',
      priority: 20,
      conditions: [PATH, { kind: 'method', values: ['OPTIONS'] }],
      action: DIRECT,
    },
    {
      id: 'WellKnown',
      priority: 30,
      conditions: [{ kind: 'path', values: ['/.well-known/*'] }],
      action: DIRECT,
    },
    {
      // API Gateway renames WWW-Authenticate, so `stream` redirects here to have a caller challenged.
      id: 'Challenge',
      priority: 40,
      conditions: [PATH, { kind: 'query', key: 'challenge', value: '1' }],
      action: DIRECT,
    },
    {
      // Small documents that never stream: no API Gateway fee. Clients before 2026-07-28 send no Mcp-Method.
      id: 'Listing',
      priority: 50,
      conditions: [PATH, { kind: 'header', name: 'Mcp-Method', values: ['server/discover', '*/list'] }],
      action: DIRECT,
    },
    ...admitted(auth),
    { id: 'Unidentified', priority: 999, conditions: [PATH], action: DIRECT },
  ];
}

/** Rules for callers that have what the stage asks of them. */
function admitted(auth: StageConfig['auth']): readonly EdgeRule[] {
  switch (auth.mode) {
    case 'none':
      return [{ id: 'Call', priority: 900, conditions: [PATH], action: STREAM }];
  }
}

function respond(statusCode: number, code: number, message: string): Respond {
  return { kind: 'respond', statusCode, body: jsonRpcError(code, message) };
}
