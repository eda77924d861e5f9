/** JSON Schema 2020-12 validation in time linear in the value, whatever the author's schema contains. */
export type { Coercion } from './coerce.ts';
export { coercionOnDemand } from './coercion-on-demand.ts';
export { type Defaults, defaultsOf, withDefaults } from './defaults.ts';
export { isLinearOnNativeEngine } from './linear-pattern.ts';
export { createListing, type Listing } from './listed.ts';
export { createQuickCheck, isSurelyValid, type QuickCheck } from './quick-check.ts';
export { LIST_KEYWORDS, MAP_KEYWORDS, mapSchemas, SCHEMA_KEYWORDS } from './subschemas.ts';
export { type Check, checkOnDemand, createCheck } from './validator.ts';
