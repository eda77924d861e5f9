import { compileTemplate, type Scope, settle } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { toAttribute, type WireItem } from '../attributes.ts';
import { type Clause, clausesOf, joinClauses } from './clauses.ts';

/** The keys of a block that hold expressions, and their names in DynamoDB's API. */
const EXPRESSIONS = {
  keyConditionExpression: 'KeyConditionExpression',
  filterExpression: 'FilterExpression',
  projectionExpression: 'ProjectionExpression',
  updateExpression: 'UpdateExpression',
  conditionExpression: 'ConditionExpression',
} as const;

type ExpressionKey = keyof typeof EXPRESSIONS;
export const EXPRESSION_KEYS = Object.keys(EXPRESSIONS) as readonly ExpressionKey[];

type WireName = (typeof EXPRESSIONS)[ExpressionKey];

/** The members of a request that come from expressions. */
export type Expressions = { [name in WireName]?: string } & {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: WireItem;
};

interface Part {
  readonly wire: WireName;
  readonly clauses: readonly Clause[];
  /** Clauses from this index on are omitted when one of their values is absent. */
  readonly optionalFrom: number;
}

/**
 * Parses the expressions of a block once, so that a call only looks up values.
 *
 * @returns a function that builds them for one call; it throws ToolError when a required value is missing
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
            throw new ToolError(`A key cannot be an empty string, but \`${name}\` is.`);
          if (value !== undefined) values[name] = toAttribute(value, where);
        });
        return assemble(parts, names, values);
      },
    );
}

function compilePart(key: ExpressionKey, expression: Json | undefined): Part {
  // The first clause names the partition, which every query needs.
  const optionalInList = key === 'keyConditionExpression' ? 1 : 0;
  const optionalFrom = Array.isArray(expression) ? optionalInList : Number.POSITIVE_INFINITY;
  return { wire: EXPRESSIONS[key], clauses: clausesOf(expression), optionalFrom };
}

function assemble(parts: readonly Part[], names: Readonly<Record<string, string>>, values: WireItem): Expressions {
  const made: Expressions = {};
  const used: Clause[] = [];
  for (const { wire, clauses, optionalFrom } of parts) {
    const kept = clauses.filter((clause, index) => {
      const missing = clause.values.find((name) => values[name] === undefined);
      if (missing !== undefined && index < optionalFrom) throw missingValue(missing);
      return missing === undefined;
    });
    if (kept.length > 0) made[wire] = joinClauses(kept);
    used.push(...kept);
  }
  // DynamoDB rejects a placeholder that no expression uses, and an empty map.
  for (const name of used.flatMap((clause) => clause.names)) {
    made.ExpressionAttributeNames ??= {};
    made.ExpressionAttributeNames[name] = names[name] ?? name;
  }
  for (const name of used.flatMap((clause) => clause.values)) {
    const value = values[name];
    made.ExpressionAttributeValues ??= {};
    if (value !== undefined) made.ExpressionAttributeValues[name] = value;
  }
  return made;
}

function missingValue(name: string): ToolError {
  return new ToolError(`The tool's expressions need a value for \`${name}\`, but the arguments provide none.`);
}

function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
