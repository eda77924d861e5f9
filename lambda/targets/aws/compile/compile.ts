import { holdsExpression } from '../../../expression/index.ts';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { Conversions } from '../conversions.ts';
import type { Operation, Service, Shape } from '../model/publish.ts';
import type { AwsRequest, RequestParts } from '../request.ts';
import { pagesOf } from './pages.ts';
import { resolved, rewrite, type Shapes, unknownName } from './rewrite.ts';

/** An operation to call, under its name. */
export interface Called {
  readonly service: Service;
  readonly action: string;
  readonly operation: Operation;
}

/** A request, and what is wrong with it. */
export interface Compiled {
  readonly request: AwsRequest;
  readonly faults: readonly Fault[];
  /** Places of parameters in an `http` block, each with its place in the document's block. */
  readonly origins: readonly (readonly [KeyPath, KeyPath])[];
}

/** Actions whose names say that they change nothing. */
const READS = /^(?:BatchGet|Describe|Get|Head|List|Lookup|Query|Scan|Search|Select|View)(?=[A-Z]|$)/;

/** Lays out the parameters of an operation as a request, by the protocol of its service. */
export function compileOperation({ service, action, operation }: Called, parameters: Json | undefined): Compiled {
  const { shapes, endpointPrefix, signingName = endpointPrefix } = service;
  const input = resolved(operation.input ?? {}, shapes);
  const laid = layOut(input, parameters, service, action);
  const pages = pagesOf(operation, input);
  const isRest = service.protocol === 'rest-json';
  const rpc = { contentType: `application/x-amz-json-${service.jsonVersion}`, body: laid.parts.body ?? {} };
  const target = { 'x-amz-target': `${service.targetPrefix}.${action}` };
  return {
    ...laid,
    request: {
      host: `${operation.hostPrefix ?? ''}${endpointPrefix}`,
      signingName,
      ...(service.global && { global: true }),
      ...(service.home !== undefined && { home: service.home }),
      method: operation.method ?? 'POST',
      path: (operation.path ?? '/').replaceAll(/\{(\w+)\+\}/g, '{+$1}'),
      readOnly: READS.test(action),
      parts: isRest ? { ...laid.parts } : { ...laid.parts, ...rpc, headers: target },
      ...(laid.conversions !== undefined && { conversions: laid.conversions }),
      ...(pages !== undefined && { pages }),
    },
  };
}

interface Laid extends Pick<Compiled, 'faults' | 'origins'> {
  readonly parts: RequestParts & JsonObject;
  readonly conversions: Conversions | undefined;
}

function layOut(input: Shape, parameters: Json | undefined, { shapes, protocol }: Service, action: string): Laid {
  if (typeof parameters === 'string' && holdsExpression(parameters)) {
    const isPlaced = input.payload !== undefined || Object.values(input.members ?? {}).some(({ location }) => location);
    const message = `must be an object: the parameters of ${action} go into the path, the query and the body of the request`;
    const { conversions } = rewrite(parameters, { ...input, type: 'structure' }, [], shapes);
    return {
      parts: { body: parameters },
      conversions,
      faults: isPlaced ? [{ path: ['parameters'], message }] : [],
      origins: [[['body'], ['parameters']]],
    };
  }
  const given = isJsonObject(parameters) ? parameters : {};
  const layout = new Layout(input, shapes, protocol === 'rest-json');
  for (const [name, value] of Object.entries(given)) layout.add(name, value);
  for (const [name, { idempotencyToken }] of Object.entries(input.members ?? {})) {
    if (idempotencyToken && given[name] === undefined) layout.add(name, '{% $uuid() %}');
  }
  for (const name of (input.required ?? []).filter((each) => !layout.has(each))) {
    layout.faults.push({ path: ['parameters', name], message: `is missing: ${action} requires it` });
  }
  return layout.result();
}

/** A parameter that the document gives. */
interface Given {
  readonly member: Shape;
  readonly value: Json | undefined;
  /** Its place in the document. */
  readonly path: KeyPath;
}

type Place = 'path' | 'query' | 'headers' | 'body';

/** Collects the parameters of a request by their places. */
class Layout {
  readonly faults: Fault[] = [];
  readonly #input: Shape;
  readonly #shapes: Shapes;
  readonly #isRest: boolean;
  readonly #added = new Set<string>();
  readonly #origins: (readonly [KeyPath, KeyPath])[] = [];
  readonly #places: Record<Place, Record<string, Json | undefined>> = {
    ...{ path: {}, query: {}, headers: {}, body: {} },
  };
  readonly #conversions: Record<string, Conversions> = {};
  #payload: RequestParts & JsonObject = {};
  /** Whether the body is what an expression gives for bytes. */
  #isBytes = false;

  constructor(input: Shape, shapes: Shapes, isRest: boolean) {
    this.#input = input;
    this.#shapes = shapes;
    this.#isRest = isRest;
  }

  has(name: string): boolean {
    return this.#added.has(name);
  }

  add(name: string, value: Json | undefined): void {
    const path = ['parameters', name];
    const { members = {} } = this.#input;
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) return void this.faults.push({ path, message: unknownName(name, members) });
    this.#added.add(name);
    const { location, locationName: wire = name } = member;
    const place = PLACES[String(location)];
    if (place !== undefined && this.#isRest) this.#addPlaced(place, wire, { member, value, path });
    else this.#addToBody(name, { member, value, path });
  }

  #addToBody(name: string, { member, value, path }: Given): void {
    const { locationName: wire = name } = member;
    const written = rewrite(value, member, path, this.#shapes);
    this.faults.push(...written.faults);
    if (this.#input.payload === name) {
      this.#payload = payloadOf(resolved(member, this.#shapes), value, written.value);
      const isJson = this.#payload.body !== undefined;
      if (isJson && typeof written.conversions === 'object') Object.assign(this.#conversions, written.conversions);
      if (isJson && written.conversions === 'base64') this.#isBytes = true;
      return void this.#origins.push([[Object.keys(this.#payload)[0] ?? 'body'], path]);
    }
    this.#put('body', wire, written.value, path);
    if (written.conversions !== undefined) this.#conversions[wire] = written.conversions;
  }

  #addPlaced(place: 'path' | 'query' | 'headers', wire: string, { member, value, path }: Given): void {
    const shape = resolved(member, this.#shapes);
    if (shape.type === 'map') {
      if (!isJsonObject(value)) {
        return void this.faults.push({ path, message: 'must be an object: each member is a parameter of the request' });
      }
      const prefix = member.location === 'headers' ? wire : '';
      for (const [key, item] of Object.entries(value)) this.#put(place, prefix + key, item, [...path, key]);
      return;
    }
    this.faults.push(...rewrite(value, member, path, this.#shapes).faults);
    const isSeconds = shape.type === 'timestamp' && typeof value === 'number'; // dates in a query are texts
    this.#put(place, wire, isSeconds ? new Date(value * 1_000).toISOString() : value, path);
  }

  #put(place: Place, name: string, value: Json | undefined, path: KeyPath): void {
    this.#places[place][name] = value;
    this.#origins.push([[place, name], path]);
  }

  result(): Laid {
    const { path, query, headers, body } = this.#places;
    const hasBody = Object.values(this.#input.members ?? {}).some(({ location }) => location === undefined);
    const isWhole = this.#input.payload !== undefined;
    const json = !isWhole && hasBody && { body, contentType: 'application/json' };
    return {
      parts: {
        ...this.#payload,
        ...(isFilled(path) && { path }),
        ...(isFilled(query) && { query }),
        ...(isFilled(headers) && { headers }),
        ...json,
      },
      conversions: this.#isBytes ? 'bytes' : isFilled(this.#conversions) ? this.#conversions : undefined,
      faults: this.faults,
      origins: [...this.#origins, [['body'], ['parameters']]],
    };
  }
}

const PLACES: Readonly<Record<string, 'path' | 'query' | 'headers'>> = {
  uri: 'path',
  querystring: 'query',
  header: 'headers',
  headers: 'headers',
};

const isFilled = (values: object) => Object.keys(values).length > 0;

/** The whole body of a request: JSON, unless it is a text or the Base64 of bytes. */
function payloadOf({ type }: Shape, given: Json | undefined, written: Json | undefined): RequestParts & JsonObject {
  if (type === undefined) return { text: given ?? '' };
  const isBytes = type === 'blob' && typeof given === 'string' && !holdsExpression(given);
  if (isBytes) return { binary: given };
  return { body: type === 'blob' ? (given ?? null) : (written ?? null), contentType: 'application/json' };
}
