export { type Assembly, type Resource, readAssembly, type Stack } from './assembly.ts';
export {
  addressOf,
  networkInterfaceOf,
  physicalAttributes,
  rootResourceId,
  SDK_CALL_TYPES,
  secretArn,
  secretName,
} from './attributes.ts';
export { checkAssembly } from './check.ts';
export { Properties, physicalId, propertiesOf } from './properties.ts';
export { Resolver } from './resolver.ts';
export { isRecord, scalarText, textOf } from './values.ts';
