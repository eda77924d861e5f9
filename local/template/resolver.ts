import { TemplateError } from '../errors.ts';
import type { Assembly, Resource, Stack } from './assembly.ts';
import { type Evaluator, intrinsicOf, intrinsics } from './intrinsics.ts';
import { parameterValue } from './parameters.ts';
import { isRecord, NO_VALUE } from './values.ts';

/** The value of `Ref` (without an attribute) or `Fn::GetAtt` for a resource. */
export type AttributeSource = (resource: Resource, attribute: string | undefined, resolver: Resolver) => unknown;

const MAX_DEPTH = 100;

/** Evaluates templates lazily: it resolves only the values that the local stack reads. */
export class Resolver implements Evaluator {
  readonly assembly: Assembly;
  readonly #attributes: AttributeSource;
  #depth = 0;

  constructor(assembly: Assembly, attributes: AttributeSource) {
    this.assembly = assembly;
    this.#attributes = attributes;
  }

  /** Resources of a type whose condition holds. */
  resources(type: string): Resource[] {
    return this.assembly.stacks.flatMap((stack) =>
      [...stack.resources.values()].filter((resource) => resource.type === type && this.exists(resource)),
    );
  }

  exists(resource: Resource): boolean {
    return resource.condition === undefined || this.condition(resource.stack, resource.condition);
  }

  /**
   * Evaluates every intrinsic in a value.
   *
   * @param where names the value in errors
   * @throws TemplateError for anything unknown or missing, and for circular references
   */
  resolve(value: unknown, stack: Stack, where: string): unknown {
    const shallow = this.shallow(value, stack, where);
    if (Array.isArray(shallow)) {
      return shallow.map((entry) => this.resolve(entry, stack, where)).filter((entry) => entry !== NO_VALUE);
    }
    if (!isRecord(shallow)) return shallow;
    const entries = Object.entries(shallow).map(([name, entry]) => [name, this.resolve(entry, stack, where)] as const);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== NO_VALUE));
  }

  /** Evaluates the value itself if it is an intrinsic; its members stay unevaluated. */
  shallow(value: unknown, stack: Stack, where: string): unknown {
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new TemplateError(
        where,
        'dynamic references are not emulated',
        'Use a parameter, or add them to local/template',
      );
    }
    const call = intrinsicOf(value);
    if (call === undefined) return value;
    const intrinsic = intrinsics[call.name];
    if (intrinsic === undefined) {
      throw new TemplateError(
        where,
        `${call.name} is not an emulated intrinsic function`,
        'Add it to local/template/intrinsics.ts',
      );
    }
    if (++this.#depth > MAX_DEPTH) {
      throw new TemplateError(where, 'the references are circular', 'Remove the cycle in lib/');
    }
    try {
      return intrinsic(call.argument, { stack, where, resolver: this });
    } finally {
      this.#depth -= 1;
    }
  }

  /** `Ref` of a parameter, pseudo parameter or resource. */
  ref(name: string, stack: Stack, where: string): unknown {
    const pseudo = pseudoParameter(name, stack);
    if (pseudo !== undefined) return pseudo;
    const parameters = stack.template.Parameters;
    if (isRecord(parameters) && name in parameters) return parameterValue(stack, name, parameters[name]);
    return this.attribute(name, undefined, stack, where);
  }

  /** `Fn::GetAtt`, or `Ref` of a resource if there is no attribute. */
  attribute(logicalId: string, attribute: string | undefined, stack: Stack, where: string): unknown {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined || !this.exists(resource)) {
      throw new TemplateError(
        where,
        `refers to ${logicalId}, which is not in stack ${stack.name}`,
        'Correct it in lib/',
      );
    }
    return this.#attributes(resource, attribute, this);
  }

  /** Evaluates a named condition of the template. */
  condition(stack: Stack, name: string): boolean {
    const conditions = stack.template.Conditions;
    const where = `${stack.name} Conditions.${name}`;
    if (!isRecord(conditions) || !(name in conditions)) {
      throw new TemplateError(where, 'the condition does not exist', 'Correct it in lib/');
    }
    return this.resolve(conditions[name], stack, where) === true;
  }

  /** The value of an output, by stack and output name or by export name alone. */
  output(stackName: string | undefined, name: string, where: string): unknown {
    for (const stack of this.assembly.stacks) {
      if (stackName !== undefined && stack.name !== stackName) continue;
      const outputs = stack.template.Outputs;
      for (const [outputName, output] of Object.entries(isRecord(outputs) ? outputs : {})) {
        if (!isRecord(output)) continue;
        const there = `${stack.name} Outputs.${outputName}`;
        const exported = isRecord(output.Export) ? this.resolve(output.Export.Name, stack, there) : undefined;
        if ((stackName === undefined ? exported : outputName) === name) return this.resolve(output.Value, stack, there);
      }
    }
    throw new TemplateError(where, `no stack has the output ${name}`, 'Synthesize the stacks together');
  }
}

function pseudoParameter(name: string, stack: Stack): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return stack.account;
    case 'AWS::Region':
      return stack.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
}
