import type { AttributeValue, Item, Key } from './table.ts';

/** A string or a number as DynamoDB's wire format spells it; other kinds exist, and Spillway writes none. */
export type WireValue = { S: string; N?: never } | { N: string; S?: never };

/** An item as DynamoDB's wire format spells it. */
export type WireItem = Record<string, WireValue>;

/** One value on the wire. */
export function toWireValue(value: AttributeValue): WireValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

/** Attributes on the wire. */
export function toWire(attributes: Item | Key | Readonly<Record<string, AttributeValue>>): WireItem {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toWireValue(value)]));
}

/** An item from the wire. Attributes of other kinds than string and number were not written by Spillway and are left out. */
export function fromWire(wire: WireItem): Item {
  const item: { pk: string; sk: string; [attribute: string]: AttributeValue } = { pk: '', sk: '' };
  for (const [name, value] of Object.entries(wire)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
  }
  return item;
}
