import type { JsonObject } from '../json.ts';
import { loadedOnce } from '../loaded-once.ts';
import type { Coercion } from './coerce.ts';

/** Few arguments need a conversion. */
const conversions = loadedOnce(() => import('./coerce.ts'));

/** Makes a function that returns the conversion of a schema's values, and creates it with its first call. */
export function coercionOnDemand(schema: JsonObject): () => Promise<Coercion> {
  let coercion: Coercion | undefined;
  return async () => {
    const { createCoercion } = await conversions();
    coercion ??= createCoercion(schema);
    return coercion;
  };
}
