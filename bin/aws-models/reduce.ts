import { isJsonObject, type Json, type JsonObject } from '../../lambda/json.ts';
import type { Operation, Pages, Service, Shape } from '../../lambda/targets/aws/model/publish.ts';

/** Keys of shapes that requests need. */
const SHAPE_KEYS = ['shape', 'type', 'required', 'location', 'locationName', 'payload', 'timestampFormat'] as const;
/** Services with one endpoint for all Regions, of those that speak JSON. */
const GLOBAL: ReadonlySet<string> = new Set(['budgets', 'savingsplans', 'waf']);
/** Services that are in one Region only, by this Region. AWS: general/latest/gr/aws-service-information.html */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  'us-east-1': [
    ...['account', 'artifact', 'billingconductor', 'ce', 'chime', 'cost-optimization-hub', 'cur', 'health'],
    ...['organizations', 'route53domains', 'shield', 'support', 'tax'],
  ],
  'us-west-2': ['devicefarm', 'globalaccelerator', 'networkmanager', 'route53-recovery-control-config'],
};
const homeOf = (prefix: string) => Object.keys(HOMES).find((region) => HOMES[region]?.includes(prefix));

/**
 * Reduces the model of a service to what publishing needs: its operations, and the shapes of their inputs.
 *
 * @param paginators how pages follow each other, by the operation's name
 */
export function reduceService(model: JsonObject, paginators: JsonObject): Service {
  const metadata = objectOf(model.metadata);
  const shapes = objectOf(model.shapes);
  const used = new Map<string, Shape>();
  const operations = Object.entries(objectOf(model.operations)).map(([name, operation]) => [
    name,
    reduceOperation(objectOf(operation), { shapes, used, paginator: paginators[name] }),
  ]);
  const { protocol, jsonVersion, targetPrefix, endpointPrefix, signingName } = metadata;
  const home = homeOf(String(endpointPrefix));
  return {
    protocol: protocol === 'json' ? 'json' : 'rest-json',
    ...(protocol === 'json' && { jsonVersion: String(jsonVersion), targetPrefix: String(targetPrefix) }),
    endpointPrefix: String(endpointPrefix),
    ...(signingName !== undefined && signingName !== endpointPrefix && { signingName: String(signingName) }),
    ...(GLOBAL.has(String(endpointPrefix)) && { global: true }),
    ...(home !== undefined && { home }),
    operations: Object.fromEntries(operations),
    shapes: Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

interface Context {
  readonly shapes: JsonObject;
  /** Collects the shapes that are used. */
  readonly used: Map<string, Shape>;
  readonly paginator: Json | undefined;
}

function reduceOperation(operation: JsonObject, context: Context): Operation {
  const { method, requestUri } = objectOf(operation.http);
  const { hostPrefix } = objectOf(operation.endpoint);
  const refused = refusalOf(operation, context.shapes);
  const pages = pagesOf(objectOf(context.paginator), objectOf(operation.output), context.shapes);
  return {
    ...(method !== undefined && method !== 'POST' && { method: String(method) }),
    ...(requestUri !== undefined && requestUri !== '/' && { path: String(requestUri) }),
    ...(operation.input !== undefined && { input: reduceShape(objectOf(operation.input), context) }),
    ...(hostPrefix !== undefined && { hostPrefix: String(hostPrefix) }),
    ...(pages !== undefined && { pages }),
    ...(refused !== undefined && { refused }),
  };
}

function refusalOf({ input, output, endpointdiscovery, authtype }: JsonObject, shapes: JsonObject): string | undefined {
  if ([input, output].some((shape) => hasStream(objectOf(shape), shapes))) return 'events';
  if (objectOf(endpointdiscovery).required === true) return 'discovery';
  return authtype === 'bearer' ? 'bearer' : undefined;
}

function hasStream(shape: JsonObject, shapes: JsonObject): boolean {
  const members = objectOf(resolved(shape, shapes).members);
  return Object.values(members).some((member) => resolved(objectOf(member), shapes).eventstream === true);
}

const resolved = (shape: JsonObject, shapes: JsonObject): JsonObject => ({
  ...(shape.shape === undefined ? {} : objectOf(shapes[String(shape.shape)])),
  ...shape,
});

function reduceShape(shape: JsonObject, context: Context): Shape {
  const name = shape.shape === undefined ? undefined : String(shape.shape);
  if (name !== undefined && !context.used.has(name)) {
    context.used.set(name, {}); // a shape may contain itself
    context.used.set(name, reduceShape(objectOf(context.shapes[name]), context));
  }
  const kept = SHAPE_KEYS.flatMap((key) => (shape[key] === undefined ? [] : [[key, shape[key]] as const]));
  const { member, value, members } = shape;
  return {
    ...Object.fromEntries(kept.filter(([key, given]) => key !== 'type' || given !== 'string')),
    ...(shape.idempotencyToken === true && { idempotencyToken: true }),
    ...(members !== undefined && { members: membersOf(objectOf(members), context) }),
    ...(member !== undefined && { member: reduceShape(objectOf(member), context) }),
    ...(value !== undefined && { value: reduceShape(objectOf(value), context) }),
  };
}

function membersOf(members: JsonObject, context: Context): Readonly<Record<string, Shape>> {
  const reduced = Object.entries(members).map(([name, member]) => {
    const { locationName, ...shape } = reduceShape(objectOf(member), context);
    return [name, locationName === undefined || locationName === name ? shape : { ...shape, locationName }] as const;
  });
  return Object.fromEntries(reduced);
}

/** A paginator's places are JMESPath; those that are no plain path, such as `Jobs[-1].JobId`, are left out. */
function pagesOf(paginator: JsonObject, output: JsonObject, shapes: JsonObject): Pages | undefined {
  const inputs = [paginator.input_token].flat().map(String);
  const outputs = [paginator.output_token].flat().map(String);
  if (paginator.input_token === undefined || !outputs.every((place) => /^\w+(?:\.\w+)*$/.test(place))) return undefined;
  const wire = (place: string) => wirePath(place, output, shapes);
  const items = [paginator.result_key].flat()[0] ?? onlyList(output, shapes);
  const { more_results: more } = paginator;
  return {
    tokens: inputs.map((input, index) => [input, wire(outputs[index] ?? '')] as const),
    ...(more !== undefined && { more: wire(String(more)) }),
    ...(items !== undefined && { items: wire(String(items)) }),
  };
}

/** Without a word of the paginator, the only list of an output has the items. */
function onlyList(output: JsonObject, shapes: JsonObject): string | undefined {
  const lists = Object.entries(objectOf(resolved(output, shapes).members)).filter(
    ([, member]) => resolved(objectOf(member), shapes).type === 'list',
  );
  return lists.length === 1 ? lists[0]?.[0] : undefined;
}

/** A place in an output by the names on the wire; a payload is the body itself. */
function wirePath(place: string, output: JsonObject, shapes: JsonObject): string {
  let at = resolved(output, shapes);
  const names: string[] = [];
  for (const [index, name] of place.split('.').entries()) {
    const member = objectOf(objectOf(at.members)[name]);
    if (index > 0 || at.payload !== name) names.push(String(member.locationName ?? name));
    at = resolved(member, shapes);
  }
  return names.join('.');
}

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
