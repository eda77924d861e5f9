export { type Resource, readAssembly } from './assembly.ts';
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
export { Properties, propertiesOf } from './properties.ts';
export { Resolver } from './resolver.ts';
export { isRecord, scalarText, textOf } from './values.ts';
