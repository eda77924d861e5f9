import type { AttributeValue, Item, Key } from './table.ts';

/** A string or number in DynamoDB's wire format; Spillway writes no other types. */
export type WireValue = { S: string; N?: never } | { N: string; S?: never };

/** An item in DynamoDB's wire format. */
export type WireItem = Record<string, WireValue>;

export function toWireValue(value: AttributeValue): WireValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

export function toWire(attributes: Item | Key | Readonly<Record<string, AttributeValue>>): WireItem {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toWireValue(value)]));
}

/** Leaves out attributes that are neither string nor number, which Spillway did not write. */
export function fromWire(wire: WireItem): Item {
  const item: { pk: string; sk: string; [attribute: string]: AttributeValue } = { pk: '', sk: '' };
  for (const [name, value] of Object.entries(wire)) {
    if (value.S !== undefined) item[name] = value.S;
    else if (value.N !== undefined) item[name] = Number(value.N);
  }
  return item;
}
