import { stringify } from 'yaml';
import { parseStage, type StageConfig } from '../../../../lib/config/index.ts';
import type { Json } from '../synthesize.ts';
import { BASE, type KeyChange, NAMES } from './table.ts';

/** The stage at each deployment of a change. */
export function deploymentsOf(key: string, { at = key, values, beside = {} }: KeyChange): StageConfig[] {
  return values.map((value) => {
    const document = structuredClone(BASE);
    for (const [path, other] of Object.entries(beside)) assign(document, path, structuredClone(other));
    assign(document, at, value);
    return parseStage(stringify(document), `${key}.yaml`);
  });
}

/** Sets, or removes without a value, what is at a path that the schema has: `auth.issuers[].issuer`. */
function assign(document: Json, path: string, value: unknown): void {
  const steps = concrete(path);
  const last = steps.pop() ?? '';
  let parent = document;
  for (const step of steps) {
    parent[step] ??= {};
    parent = parent[step];
  }
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

/** The steps to a path: names in place of `{name}`, and the first element of each list. */
function concrete(path: string): string[] {
  const parts = path.split('.');
  return parts.flatMap((part, index) => {
    if (part.endsWith('[]')) return [part.slice(0, -2), '0'];
    if (part !== '{name}') return [part];
    const parent = parts.slice(0, index).join('.');
    const name = NAMES[parent];
    if (name === undefined) throw new Error(`NAMES: ${parent}: expected a name`);
    return [name];
  });
}
