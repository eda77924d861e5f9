import { toWireValue, type WireItem } from './attributes.ts';
import type { AttributeValue, Update } from './table.ts';

/** An update as UpdateItem accepts it. DynamoDB rejects empty parts, so they are left out. */
export interface UpdateExpression {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: WireItem;
}

/**
 * Writes an update as an expression with placeholders for names and values, so that attribute names cannot collide with reserved
 * words. AWS: amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function updateExpression({
  add = {},
  set = {},
  setOnce = {},
  expect = {},
  atMost = {},
}: Update): UpdateExpression {
  const names = new Map<string, string>();
  const values: WireItem = {};
  const name = (attribute: string): string => {
    const placeholder = names.get(attribute) ?? `#n${names.size}`;
    names.set(attribute, placeholder);
    return placeholder;
  };
  const value = (content: AttributeValue): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = toWireValue(content);
    return placeholder;
  };
  const sets = [
    ...Object.entries(set).map(([key, content]) => `${name(key)} = ${value(content)}`),
    ...Object.entries(setOnce).map(([key, content]) => `${name(key)} = if_not_exists(${name(key)}, ${value(content)})`),
  ];
  const adds = Object.entries(add).map(([key, content]) => `${name(key)} ${value(content)}`);
  const conditions = [
    ...Object.entries(expect).map(([key, content]) =>
      content === undefined ? `attribute_not_exists(${name(key)})` : `${name(key)} = ${value(content)}`,
    ),
    ...Object.entries(atMost).map(([key, most]) => `${name(key)} <= ${value(most)}`),
  ];
  const clauses = [sets.length > 0 && `SET ${sets.join(', ')}`, adds.length > 0 && `ADD ${adds.join(', ')}`];
  const update = clauses.filter(Boolean).join(' ');
  return {
    ...(update && { UpdateExpression: update }),
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ...(names.size > 0 && {
      ExpressionAttributeNames: Object.fromEntries(
        [...names].map(([attribute, placeholder]) => [placeholder, attribute]),
      ),
    }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
