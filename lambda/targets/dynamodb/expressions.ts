import { compileTemplate, type Scope, settle } from '../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { toAttribute, type WireItem } from './attributes.ts';
import { type Clause, clausesOf, joinClauses } from './clauses.ts';

/** The keys of a block that hold expressions, and their names in a request. */
const EXPRESSIONS = {
  keyConditionExpression: 'KeyConditionExpression',
  filterExpression: 'FilterExpression',
  projectionExpression: 'ProjectionExpression',
  updateExpression: 'UpdateExpression',
  conditionExpression: 'ConditionExpression',
} as const;

export type ExpressionKey = keyof typeof EXPRESSIONS;
export const EXPRESSION_KEYS = Object.keys(EXPRESSIONS) as readonly ExpressionKey[];

type WireName = (typeof EXPRESSIONS)[ExpressionKey];

/** The part of a request that expressions make. */
export type Expressions = { [name in WireName]?: string } & {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: WireItem;
};

interface Part {
  readonly wire: WireName;
  readonly clauses: readonly Clause[];
  /** Clauses from here on are left out when one of their values is not there. */
  readonly optionalFrom: number;
}

/**
 * Takes the expressions of a block apart, so that a call only looks values up.
 *
 * @returns what makes them for one call; throws ToolError for a value that is missing and cannot be left out
 */
export function compileExpressions(block: JsonObject): (scope: Scope) => Expressions | Promise<Expressions> {
  const parts = EXPRESSION_KEYS.map((key) => compilePart(key, block[key])).filter(({ clauses }) => clauses.length > 0);
  const inKey = new Set(clausesOf(block.keyConditionExpression).flatMap(({ values }) => values));
  const names = recordOf(block.expressionAttributeNames) as Readonly<Record<string, string>>;
  const placeholders = Object.entries(recordOf(block.expressionAttributeValues)).map(([name, value]) => {
    const where = `expressionAttributeValues.${name}`;
    return { name, where, template: compileTemplate(value ?? null, where) };
  });
  return (scope) =>
    settle(
      placeholders.map(({ template }) => template(scope)),
      (given) => {
        const values: WireItem = {};
        placeholders.forEach(({ name, where }, index) => {
          const value = given[index];
          if (value === '' && inKey.has(name))
            throw new ToolError(`A key cannot be an empty text, but \`${name}\` is.`);
          if (value !== undefined) values[name] = toAttribute(value, where);
        });
        return assemble(parts, names, values);
      },
    );
}

function compilePart(key: ExpressionKey, expression: Json | undefined): Part {
  // Without its first clause, which names the partition, there is no query.
  const optionalInList = key === 'keyConditionExpression' ? 1 : 0;
  const optionalFrom = Array.isArray(expression) ? optionalInList : Number.POSITIVE_INFINITY;
  return { wire: EXPRESSIONS[key], clauses: clausesOf(expression), optionalFrom };
}

function assemble(parts: readonly Part[], names: Readonly<Record<string, string>>, values: WireItem): Expressions {
  const made: Expressions = {};
  const said: Clause[] = [];
  for (const { wire, clauses, optionalFrom } of parts) {
    const kept = clauses.filter((clause, index) => {
      const missing = clause.values.find((name) => values[name] === undefined);
      if (missing !== undefined && index < optionalFrom) throw missingValue(missing);
      return missing === undefined;
    });
    if (kept.length > 0) made[wire] = joinClauses(kept);
    said.push(...kept);
  }
  // DynamoDB refuses a placeholder that no expression uses, and a map without any.
  for (const name of said.flatMap((clause) => clause.names)) {
    made.ExpressionAttributeNames ??= {};
    made.ExpressionAttributeNames[name] = names[name] ?? name;
  }
  for (const name of said.flatMap((clause) => clause.values)) {
    const value = values[name];
    made.ExpressionAttributeValues ??= {};
    if (value !== undefined) made.ExpressionAttributeValues[name] = value;
  }
  return made;
}

function missingValue(name: string): ToolError {
  return new ToolError(`The tool needs a value for \`${name}\` of its expressions, and the arguments give none.`);
}

function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
