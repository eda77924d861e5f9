import {
  type Assembly,
  checkAssembly,
  physicalAttributes,
  Resolver,
  type Stack,
} from '../../../local/template/index.ts';

type Json = Record<string, unknown>;

/** A stack as `readAssembly` would read it. */
function stackOf(template: Json, name = 'Test'): Stack {
  const { Resources: resources = {}, ...sections } = template as { Resources?: Record<string, Json> };
  const map = new Map();
  const stack: Stack = { name, region: 'eu-west-1', account: '111122223333', template: sections, resources: map };
  for (const [logicalId, { Type, Condition, Properties = {} }] of Object.entries(resources)) {
    map.set(logicalId, { stack, logicalId, type: Type, condition: Condition, properties: Properties });
  }
  return stack;
}

/** A resolver over templates by stack name, checked as the local stack checks them. */
export function resolverOf(templates: Record<string, Json>, assets: ReadonlyMap<string, string> = new Map()): Resolver {
  const stacks = Object.entries(templates).map(([name, template]) => stackOf(template, name));
  const assembly: Assembly = { stacks, assets };
  checkAssembly(assembly);
  return new Resolver(
    assembly,
    physicalAttributes(() => '127.0.0.1:8787'),
  );
}

/** Evaluates one value in a template. */
export function evaluate(value: unknown, template: Json = {}): unknown {
  const resolver = resolverOf({ Test: template });
  const [stack] = resolver.assembly.stacks;
  if (stack === undefined) throw new Error('no stack');
  return resolver.resolve(value, stack, 'here');
}
