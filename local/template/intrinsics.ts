import { TemplateError } from '../errors.ts';
import type { Stack } from './assembly.ts';
import { divideBlock } from './cidr.ts';
import { isRecord, NO_VALUE, scalarText } from './values.ts';

/** The part of the resolver that intrinsics use. */
export interface Evaluator {
  resolve(value: unknown, stack: Stack, where: string): unknown;
  shallow(value: unknown, stack: Stack, where: string): unknown;
  ref(name: string, stack: Stack, where: string): unknown;
  attribute(logicalId: string, attribute: string | undefined, stack: Stack, where: string): unknown;
  condition(stack: Stack, name: string): boolean;
  output(stackName: string | undefined, name: string, where: string): unknown;
}

interface Context {
  readonly stack: Stack;
  readonly where: string;
  readonly resolver: Evaluator;
}

type Intrinsic = (argument: unknown, context: Context) => unknown;

/** @returns the intrinsic function that a value calls, if any: an object with its name as the only key */
export function intrinsicOf(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (!isRecord(value)) return undefined;
  const [name, ...rest] = Object.keys(value);
  if (name === undefined || rest.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: value[name] };
}

/** Every intrinsic function that the local stack emulates. AWS: CloudFormation template reference, "Intrinsic functions". */
export const intrinsics: Readonly<Record<string, Intrinsic | undefined>> = {
  Ref: (argument, context) => context.resolver.ref(text(argument, context), context.stack, context.where),
  'Fn::GetAtt': (argument, context) => {
    const [logicalId, ...attribute] =
      typeof argument === 'string' ? argument.split('.') : list(argument, context).map((part) => text(part, context));
    return context.resolver.attribute(logicalId ?? '', attribute.join('.'), context.stack, context.where);
  },
  'Fn::Join': (argument, context) => {
    const [separator, parts] = pair(argument, context);
    return list(parts, context)
      .map((part) => text(part, context))
      .join(text(separator, context));
  },
  'Fn::Sub': (argument, context) => {
    const [pattern, values] = Array.isArray(argument) ? argument : [argument, {}];
    return text(pattern, context).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      return text(substitution(name.trim(), isRecord(values) ? values : {}, context), context);
    });
  },
  'Fn::Select': (argument, context) => {
    const [index, values] = pair(argument, context);
    const entries = list(values, context);
    const position = Number(text(index, context));
    if (!(position in entries))
      fail(context, `Fn::Select: index ${position} is out of range for a list of length ${entries.length}`);
    return evaluate(entries[position], context);
  },
  'Fn::Split': (argument, context) => {
    const [separator, whole] = pair(argument, context);
    return text(whole, context).split(text(separator, context));
  },
  'Fn::If': (argument, context) => {
    const [name, whenTrue, whenFalse] = list(argument, context);
    const holds = context.resolver.condition(context.stack, text(name, context));
    return evaluate(holds ? whenTrue : whenFalse, context);
  },
  'Fn::Equals': (argument, context) => {
    const [left, right] = pair(argument, context).map((side) => evaluate(side, context));
    return JSON.stringify(scalarText(left) ?? left) === JSON.stringify(scalarText(right) ?? right);
  },
  'Fn::And': (argument, context) => list(argument, context).every((entry) => holds(entry, context)),
  'Fn::Or': (argument, context) => list(argument, context).some((entry) => holds(entry, context)),
  'Fn::Not': (argument, context) => !holds(list(argument, context)[0], context),
  'Fn::FindInMap': (argument, context) => {
    const [map = '', top = '', second = ''] = list(argument, context).map((part) => text(part, context));
    const found = dig(context.stack.template.Mappings, [map, top, second]);
    return found ?? fail(context, `the mapping ${map} does not contain ${top}.${second}`);
  },
  'Fn::GetAZs': (argument, context) => {
    const region = scalarText(evaluate(argument, context)) || context.stack.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': (argument, context) => {
    const [block = '', count = '', hostBits = ''] = list(argument, context).map((part) => text(part, context));
    const blocks = divideBlock(block, Number(count), Number(hostBits));
    return (
      blocks ?? fail(context, `Fn::Cidr: ${block} cannot be divided into ${count} blocks with ${hostBits} host bits`)
    );
  },
  'Fn::ImportValue': (argument, context) => context.resolver.output(undefined, text(argument, context), context.where),
  'Fn::GetStackOutput': (argument, context) => {
    if (!isRecord(argument)) return fail(context, 'Fn::GetStackOutput: expected an object');
    return context.resolver.output(
      text(argument.StackName, context),
      text(argument.OutputName, context),
      context.where,
    );
  },
  'Fn::Base64': (argument, context) => Buffer.from(text(argument, context)).toString('base64'),
};

function substitution(name: string, values: Record<string, unknown>, context: Context): unknown {
  if (name in values) return values[name];
  const [logicalId = '', ...attribute] = name.split('.');
  if (attribute.length === 0) return context.resolver.ref(logicalId, context.stack, context.where);
  return context.resolver.attribute(logicalId, attribute.join('.'), context.stack, context.where);
}

function holds(condition: unknown, context: Context): boolean {
  if (isRecord(condition) && typeof condition.Condition === 'string') {
    return context.resolver.condition(context.stack, condition.Condition);
  }
  return evaluate(condition, context) === true;
}

function evaluate(value: unknown, context: Context): unknown {
  return context.resolver.resolve(value, context.stack, context.where);
}

function text(value: unknown, context: Context): string {
  const resolved = evaluate(value, context);
  return scalarText(resolved) ?? fail(context, `expected a string, not ${describe(resolved)}`);
}

function list(value: unknown, context: Context): unknown[] {
  const resolved = context.resolver.shallow(value, context.stack, context.where);
  return Array.isArray(resolved) ? resolved : fail(context, `expected a list, not ${describe(resolved)}`);
}

function pair(value: unknown, context: Context): [unknown, unknown] {
  const entries = list(value, context);
  return entries.length === 2 ? [entries[0], entries[1]] : fail(context, 'expected a list of two values');
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), value);
}

function describe(value: unknown): string {
  return value === NO_VALUE ? 'AWS::NoValue' : JSON.stringify(value);
}

function fail(context: Context, problem: string): never {
  throw new TemplateError(context.where, problem, 'Correct it in lib/');
}
