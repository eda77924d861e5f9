import { TemplateError } from '../errors.ts';
import type { Resource } from './assembly.ts';
import type { Resolver } from './resolver.ts';
import { isRecord, NO_VALUE, scalarText } from './values.ts';

/** Typed, lazy access to one object of a template. Errors name stack, logical id, type and property. */
export class Properties {
  /** For errors: `Service/Edge (AWS::...) Actions.0`. */
  readonly where: string;
  readonly resource: Resource;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #resolver: Resolver;

  constructor(where: string, values: Readonly<Record<string, unknown>>, resource: Resource, resolver: Resolver) {
    this.where = where;
    this.resource = resource;
    this.#values = values;
    this.#resolver = resolver;
  }

  /**
   * Rejects unknown properties, so that nothing is silently ignored.
   *
   * @param emulated properties that the caller reads
   * @param inert properties without effect locally, each with the reason
   * @throws TemplateError for any other property
   */
  closed(emulated: readonly string[], inert: Readonly<Record<string, string>> = {}): this {
    const unknown = this.names().find((name) => !emulated.includes(name) && !Object.hasOwn(inert, name));
    if (unknown === undefined) return this;
    throw new TemplateError(
      this.where,
      `the property ${unknown} is not emulated`,
      'Emulate it, or list it as inert with a reason, in the file of local/ that reads this type',
    );
  }

  /** Properties that have a value. */
  names(): string[] {
    return Object.keys(this.#values).filter((name) => this.#value(name) !== undefined);
  }

  /** The value with every intrinsic evaluated. */
  resolved(name: string): unknown {
    const value = this.#resolver.resolve(this.#values[name], this.resource.stack, `${this.where} ${name}`);
    return value === NO_VALUE ? undefined : value;
  }

  optionalString(name: string): string | undefined {
    const value = this.resolved(name);
    return value === undefined ? undefined : (scalarText(value) ?? this.fail(name, 'expected a string'));
  }

  string(name: string): string {
    return this.optionalString(name) ?? this.fail(name, 'the value is missing');
  }

  /** CloudFormation accepts numbers as strings too. */
  optionalNumber(name: string): number | undefined {
    const text = this.optionalString(name);
    if (text === undefined) return undefined;
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : this.fail(name, 'expected a number');
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.fail(name, 'the value is missing');
  }

  boolean(name: string, absent: boolean): boolean {
    const text = this.optionalString(name) ?? String(absent);
    return text === 'true' || (text === 'false' ? false : this.fail(name, 'expected true or false'));
  }

  strings(name: string): string[] {
    const value = this.resolved(name) ?? [];
    if (!Array.isArray(value)) return this.fail(name, 'expected a list');
    return value.map((entry) => scalarText(entry) ?? this.fail(name, 'expected a list of strings'));
  }

  /** A map of strings, such as environment variables. */
  texts(name: string): Record<string, string> {
    const map = this.optionalObject(name);
    return Object.fromEntries((map?.names() ?? []).map((key) => [key, map?.string(key) ?? '']));
  }

  optionalObject(name: string): Properties | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    return isRecord(value) ? this.#inside(name, value) : this.fail(name, 'expected an object');
  }

  object(name: string): Properties {
    return this.optionalObject(name) ?? this.fail(name, 'the value is missing');
  }

  objects(name: string): Properties[] {
    const value = this.#value(name) ?? [];
    if (!Array.isArray(value)) return this.fail(name, 'expected a list');
    return value
      .map((entry) => this.#resolver.shallow(entry, this.resource.stack, `${this.where} ${name}`))
      .filter((entry) => entry !== NO_VALUE)
      .map((entry, index) =>
        isRecord(entry) ? this.#inside(`${name}.${index}`, entry) : this.fail(name, 'expected a list of objects'),
      );
  }

  /** @throws TemplateError always */
  fail(name: string, problem: string, fix = 'Correct it in lib/'): never {
    throw new TemplateError(name === '' ? this.where : `${this.where} ${name}`, problem, fix);
  }

  #value(name: string): unknown {
    const value = this.#resolver.shallow(this.#values[name], this.resource.stack, `${this.where} ${name}`);
    return value === NO_VALUE ? undefined : value;
  }

  #inside(name: string, values: Record<string, unknown>): Properties {
    const separator = this.where.endsWith(')') ? ' ' : '.';
    return new Properties(`${this.where}${separator}${name}`, values, this.resource, this.#resolver);
  }
}

/** A resource's name in errors. */
export function whereOf(resource: Resource): string {
  return `${resource.stack.name}/${resource.logicalId} (${resource.type})`;
}

/** The physical id of a resource, which `Ref` returns. */
export function physicalId(resource: Resource, resolver: Resolver): string {
  return String(resolver.ref(resource.logicalId, resource.stack, whereOf(resource)));
}

/** The properties of a resource; {@link Properties.closed} checks their names. */
export function propertiesOf(resource: Resource, resolver: Resolver): Properties {
  return new Properties(whereOf(resource), resource.properties, resource, resolver);
}
