import { type Fault, isError } from '../../../fault.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import {
  ACTION_GROUPS,
  ENTITY_TYPES,
  type EntityJson,
  groupOfAction,
  namedArguments,
  type PolicyJson,
  type ScopeJson,
} from '../../../policy/index.ts';
import { refusalAt } from './argument-types.ts';
import { type Cedar, errorText, loadCedar } from './cedar.ts';
import { type Actions, cedarSchema, type Named } from './cedar-schema.ts';

/** A statement with the id under which it is validated. */
export interface CheckedStatement {
  readonly id: string;
  readonly text: string;
  readonly json: PolicyJson;
}

/** Faults by the id of the statement. */
export type StatementFaults = ReadonlyMap<string, readonly Fault[]>;

/** How many actions one policy is reported for. */
const REPORTED_ACTIONS = 3;

/**
 * Validates statements in strict mode against a schema made from the actions of their server.
 *
 * @param actions all actions of the server
 */
export async function checkAgainstActions(
  server: string,
  statements: readonly CheckedStatement[],
  actions: Actions,
): Promise<StatementFaults> {
  const found = new Map<string, Fault[]>(statements.map((each) => [each.id, ownFaults(server, each, actions)]));
  const rest = statements.filter(({ id }) => !found.get(id)?.some(isError));
  if (rest.length === 0) return found;
  const cedar = await loadCedar();
  const answer = cedar.validate({
    schema: cedarSchema(actions, namedBy(rest)),
    policies: { staticPolicies: Object.fromEntries(rest.map(({ id, text }) => [id, text])) },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') throw new Error(`Cedar cannot validate: ${answer.errors.map(errorText).join('; ')}`);
  const texts = new Map(rest.map(({ id, text }) => [id, text]));
  const add = ({ policyId, error }: Cedar.ValidationError, severity: 'error' | 'warning') => {
    const faults = found.get(policyId);
    // One warning says it: a policy that no action fits is also impossible.
    if (faults === undefined || (severity === 'warning' && faults.length > 0)) return;
    faults.push({
      ...positioned(policyId, error, texts.get(policyId) ?? ''),
      ...(severity === 'warning' && { severity }),
    });
  };
  for (const error of answer.validationErrors) add(error, 'error');
  for (const warning of answer.validationWarnings) add(warning, 'warning');
  return found;
}

function positioned(id: string, error: Cedar.DetailedError, text: string): Fault {
  const start = error.sourceLocations?.[0]?.start ?? 0;
  const before = Buffer.from(text).subarray(0, start).toString();
  return { path: [], textLine: before.split('\n').length - 1, message: withoutName(errorText(error), id) };
}

/** Our messages begin with the name, and Cedar's contain it. */
function withoutName(message: string, id: string): string {
  return message.replaceAll(`for policy \`${id}\`, `, '');
}

/** The actions that the statements name, by `==`, `in` or in a condition. */
export function actionsNamedBy(statements: readonly Pick<CheckedStatement, 'json'>[]): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ json }) => [
      ...scopeEntities(json.action).map(({ id }) => id),
      ...json.conditions.flatMap(({ body }) => actionLiterals(body)),
    ]),
  );
}

function namedBy(statements: readonly CheckedStatement[]): Named {
  const paths = statements.flatMap(({ json }) => json.conditions.flatMap(({ body }) => namedArguments(body)));
  return {
    actions: actionsNamedBy(statements),
    arguments: new Set(paths.flatMap(({ path: [first] }) => (first === undefined ? [] : [first]))),
  };
}

function scopeEntities({ entity, entities }: ScopeJson): readonly EntityJson[] {
  return entities ?? (entity ? [entity] : []);
}

function actionLiterals(expression: Json | undefined): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(actionLiterals);
  if (!isJsonObject(expression)) return [];
  const { __entity: entity } = expression;
  if (isJsonObject(entity)) return entity.type === ENTITY_TYPES.action ? [String(entity.id)] : [];
  return Object.values(expression).flatMap(actionLiterals);
}

/** What Cedar would not report, or would report without the reason. */
function ownFaults(server: string, { json }: CheckedStatement, actions: Actions): Fault[] {
  const { resource } = json;
  const other = [resource.entity, resource.in?.entity].find((entity) => entity !== undefined && entity.id !== server);
  if (other !== undefined) {
    const message = `names Server::"${other.id}", but is a policy of ${server}: write resource == Server::"${server}", or resource`;
    return [{ path: [], message }];
  }
  const names = json.conditions.flatMap(({ body }) => namedArguments(body));
  const messages = new Set<string>();
  const isConcerned = concerns(json);
  for (const [action, input] of names.length === 0 ? [] : actions) {
    if (messages.size >= REPORTED_ACTIONS) break;
    if (!isConcerned(action)) continue;
    for (const { path, presence } of names) {
      const refusal = refusalAt(input, path, presence);
      if (refusal) messages.add(refusalText(action, refusal.argument, refusal.reason));
    }
  }
  return [...messages].map((message) => ({ path: [], message }));
}

function refusalText(action: string, argument: string, reason: string): string {
  const comparable = 'policies compare booleans, integers, strings, and lists and objects of these';
  return `names the argument \`${argument}\` of ${action}, but ${reason}: ${comparable}; change the tool's schema, or leave it out`;
}

/** Whether the scope of a policy includes an action. */
function concerns({ action }: PolicyJson): (id: string) => boolean {
  if (action.op === 'All') return () => true;
  const named = new Set(scopeEntities(action).map(({ id }) => id));
  const groups = Object.values(ACTION_GROUPS).filter((group) => action.op === 'in' && named.has(group));
  return (id) => named.has(id) || groups.includes(groupOfAction(id) ?? '');
}
