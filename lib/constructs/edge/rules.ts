import { type FunctionEntry, type FunctionRule, type RuleCondition, SERVER_PATH } from '../../functions/index.ts';
import { JSON_RPC, jsonRpcError } from '../json-rpc.ts';
import { requireWithinLimits } from './limits.ts';

/** Forwards the request to a function, whichever way the function is reached. */
interface Forward {
  readonly kind: 'forward';
  /** The function's name. */
  readonly to: string;
}

/** A response that the load balancer sends itself. */
export interface Respond {
  readonly kind: 'respond';
  readonly statusCode: number;
  readonly body: string;
}

export interface EdgeRule extends Omit<FunctionRule, 'credentials'> {
  readonly action: Forward | Respond;
}

/** For requests that no rule matches. */
export const NOT_FOUND: Respond = respond(404, JSON_RPC.methodNotFound, 'No MCP server at this path');

/** A stateless server opens no stream of its own and ends no session. A fixed response cannot carry `Allow`, nor CORS headers for a page. */
const METHOD_NOT_ALLOWED: EdgeRule = {
  id: 'MethodNotAllowed',
  priority: 10,
  conditions: [SERVER_PATH, { kind: 'method', values: ['GET', 'HEAD', 'DELETE'] }],
  action: respond(405, JSON_RPC.invalidRequest, 'Method not allowed: use POST'),
};

/**
 * The listener's rules in the order in which the load balancer tries them: those of the functions, and the fixed responses. Rules
 * read headers, never the body. A load balancer has no negation, so the order expresses "unless".
 *
 * @param functions the functions that rules can forward to, by name
 * @param credentialHeaders headers that can carry the credentials that the stage requires; none if it allows anonymous callers
 * @throws Error when two rules have the same priority, or the rules exceed a limit of the load balancer
 */
export function edgeRules(
  functions: Readonly<Record<string, Pick<FunctionEntry, 'reached'>>>,
  credentialHeaders: readonly string[],
): readonly EdgeRule[] {
  const forwards = Object.entries(functions).flatMap(([name, { reached }]) =>
    'rules' in reached ? reached.rules.flatMap((rule) => forwardRules(name, rule, credentialHeaders)) : [],
  );
  const rules = [METHOD_NOT_ALLOWED, ...forwards].sort((a, b) => a.priority - b.priority);
  rules.forEach(({ id, priority }, index) => {
    const next = rules[index + 1];
    if (next?.priority !== priority) return;
    throw new Error(
      `listener rules ${id} and ${next.id}: found priority ${priority} twice; expected one rule for each`,
    );
  });
  requireWithinLimits(rules);
  return rules;
}

function forwardRules(to: string, rule: FunctionRule, credentialHeaders: readonly string[]): readonly EdgeRule[] {
  const { credentials = false, ...plain } = rule;
  const action: Forward = { kind: 'forward', to };
  if (!credentials || credentialHeaders.length === 0) return [{ ...plain, action }];
  return credentialHeaders.map((name, index) => {
    const present: RuleCondition = { kind: 'header', name, values: ['*'] };
    return {
      id: `${plain.id}-${name}`,
      priority: plain.priority + index,
      conditions: [...plain.conditions, present],
      action,
    };
  });
}

function respond(statusCode: number, code: number, message: string): Respond {
  return { kind: 'respond', statusCode, body: jsonRpcError(code, message) };
}
