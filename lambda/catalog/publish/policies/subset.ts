import type { Fault } from '../../../fault.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { compilePolicies, NODES, namedArguments, type PolicyJson, UnsupportedPolicy } from '../../../policy/index.ts';

/** Cedar reads JSON of at most 128 levels. */
const JSON_DEPTH = 120;

const ADDRESSES = ['ip', 'isIpv4', 'isIpv6', 'isLoopback', 'isMulticast', 'isInRange'];
const DECIMALS = ['decimal', 'lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'];
const TAGS = ['getTag', 'hasTag'];
const ARITHMETIC = ['+', '-', '*', 'neg'];

/** Why nodes of Cedar are refused that people would expect to work. */
const REASONS: Readonly<Record<string, string>> = {
  ...reasons(
    ADDRESSES,
    'conditions on addresses are not supported: it is not yet measured which entry of `X-Forwarded-For` the load balancer ' +
      'appends, and any other is written by the caller; restrict addresses with `edge.allowedCidrs` of the stage',
  ),
  ...reasons(
    DECIMALS,
    'decimals are not supported, because arguments never are: compare integers of the smallest unit',
  ),
  ...reasons(TAGS, 'tags are not supported, because callers have none: use `principal in Group::"..."`'),
  Slot: 'templates are not supported: name the principal or resource',
};

function reasons(nodes: readonly string[], reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map((node) => [node, reason]));
}

/** Whether a policy in JSON nests deeper than Cedar reads it back. */
export function isTooDeep(json: Json, left = JSON_DEPTH): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return left === 0 || Object.values(json).some((inner: Json | undefined) => isTooDeep(inner ?? null, left - 1));
}

/** Checks that a policy contains only what functions evaluate. */
export function checkSubset(json: PolicyJson): readonly Fault[] {
  const messages = new Set(json.conditions.flatMap(({ body }) => [...refusals(body), ...wholeInput(body)]));
  if (messages.size === 0) for (const message of evaluatorRefusals(json)) messages.add(message);
  return [...messages].map((message) => ({ path: [], message }));
}

function wholeInput(expression: Json): readonly string[] {
  return namedArguments(expression).some(({ path }) => path.length === 0) ? [WHOLE_CONTEXT] : [];
}

/** The evaluator has the last word. */
function evaluatorRefusals(json: PolicyJson): readonly string[] {
  try {
    compilePolicies('', [{ id: 'policy', json: { ...json, resource: { op: 'All' } } }]);
    return [];
  } catch (error) {
    if (error instanceof UnsupportedPolicy) return [`cannot be evaluated: ${error.message}`];
    throw error;
  }
}

/** The reasons why an expression is refused. */
function refusals(expression: Json | undefined): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(refusals);
  if (!isJsonObject(expression)) return [];
  const [node = '', body] = Object.entries(expression)[0] ?? [];
  if (node === 'Value') return literalRefusals(body);
  if (node === 'Var') return body === 'context' ? [WHOLE_CONTEXT] : [];
  if (!Object.hasOwn(NODES, node)) {
    return [REASONS[node] ?? `\`${node}\` is not supported; supported are ${Object.keys(NODES).join(', ')}`];
  }
  if (ARITHMETIC.includes(node) && namedArguments(body).length > 0) return [ARITHMETIC_ON_ARGUMENTS];
  return operandsOf(node, body).flatMap(refusals);
}

const WHOLE_CONTEXT = 'uses `context` or `context.input` as a whole: name an argument, such as `context.input.amount`';
const ARITHMETIC_ON_ARGUMENTS =
  'calculates with an argument, whose overflow would be an error: compare it with a number, or calculate with numbers only';

/** The operands in which expressions stand. `context` itself is allowed before `.input`, `.now` and `has` only. */
function operandsOf(node: string, body: Json | undefined): readonly (Json | undefined)[] {
  if (node === 'Record') return isJsonObject(body) ? Object.values(body) : [];
  if (!isJsonObject(body)) return [body];
  const { attr: _attr, pattern: _pattern, entity_type: _type, left, ...others } = body;
  const isRead = (node === '.' || node === 'has') && isJsonObject(left) && left.Var === 'context';
  return [...(isRead ? [] : [left]), ...Object.values(others)];
}

function literalRefusals(value: Json | undefined): readonly string[] {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return [];
  return ['has an integer beyond 9007199254740991 (2^53-1), which JSON cannot hold exactly: use a smaller one'];
}
