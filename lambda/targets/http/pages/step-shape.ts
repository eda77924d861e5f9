import { isDeepStrictEqual } from 'node:util';
import { holdsExpression } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { type PageStep, placeOfParameter, type StepPlace, stepTo } from './step.ts';

/** Stands for a value that the pagination finds: text, a number, a boolean or a list of them. */
const FOUND = Symbol('found');
/** Stands for a page number. */
const NUMBER = Symbol('number');

/** What steps of a tool can look like. */
export type StepShape = Readonly<Record<string, unknown>>;

/** Items that a step may skip at most: more than any page has. */
const MAX_SKIP = 1_000_000;

/** Returns what steps of a `pagination` block look like. A URL is not part of it: it comes from the upstream alone. */
export function stepShape(pagination: JsonObject): StepShape {
  const { type, next } = pagination;
  if (type === 'link') return {};
  if (type === 'next') {
    const { url: _, ...changes } = isJsonObject(next) ? next : {};
    return Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, shapeOf(value)]));
  }
  return { ...stepTo(placeOfParameter(pagination), type === 'page' ? NUMBER : FOUND) };
}

function shapeOf(template: Json | undefined): unknown {
  if (isJsonObject(template)) {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, shapeOf(value)]));
  }
  return holdsExpression(template) ? FOUND : template;
}

/** Returns whether a value is a step that changes only what the pagination changes. */
export function isStepOf(value: unknown, shape: StepShape): value is PageStep & JsonObject {
  if (!isJsonObject(value)) return false;
  const { skip, ...changes } = value;
  if (skip !== undefined && !(Number.isInteger(skip) && Number(skip) >= 0 && Number(skip) <= MAX_SKIP)) return false;
  return (skip !== undefined || Object.keys(changes).length > 0) && fits(changes, shape);
}

/** Returns whether a value has the form of a step, of whatever tool. */
export function isStep(value: unknown): value is PageStep & JsonObject {
  if (!isJsonObject(value)) return false;
  const { url, skip, ...changes } = value;
  return (
    (url === undefined || typeof url === 'string') &&
    (skip === undefined || typeof skip === 'number') &&
    Object.entries(changes).every(([key, change]) => PLACES.has(key) && isJsonObject(change))
  );
}

const PLACES: ReadonlySet<string> = new Set<StepPlace>(['query', 'headers', 'form', 'body']);

function fits(value: unknown, shape: unknown): boolean {
  if (shape === FOUND) return isScalar(value) || (Array.isArray(value) && value.every(isScalar));
  if (shape === NUMBER) return Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isJsonObject(shape)) return isDeepStrictEqual(value, shape);
  return (
    isJsonObject(value) &&
    Object.entries(value).every(([key, item]) => Object.hasOwn(shape, key) && fits(item, shape[key]))
  );
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
