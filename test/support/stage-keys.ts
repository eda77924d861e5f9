import { childOf, keysOf } from '../../lib/config/keys.ts';
import { stageSchema } from '../../lib/config/schema.ts';

/** Every key that holds a value, as docs/stages.md writes it; `[]` stands for each element of a list. */
function keysBelow(schema: unknown, path = ''): string[] {
  const element = childOf(schema, 0);
  const keys = keysOf(schema);
  if (keys.length > 0) {
    return keys.flatMap((key) => keysBelow(childOf(schema, key), path === '' ? key : `${path}.${key}`));
  }
  return element !== undefined && keysOf(element).length > 0 ? keysBelow(element, `${path}[]`) : [path];
}

/** Every key of a stage file, from the schema. */
export const STAGE_KEYS: readonly string[] = keysBelow(stageSchema);
