import type { Fault } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import type { TargetTool } from '../../../../targets/index.ts';
import { foreignValueAdvice, suggest } from '../../load/index.ts';
import { checkAgainst } from '../closed-schema.ts';
import type { TargetTypes } from './kind.ts';

/** The owner of a target: a tool, or a document that is called like one. */
export type TargetOwner = Omit<TargetTool, 'target'>;

/**
 * Checks a `target` block.
 *
 * @param owner `undefined` when the rest of the document has faults; then only the block's own schema is checked
 * @returns every fault, with paths from the block's root
 */
export async function checkTarget(
  block: JsonObject,
  owner: TargetOwner | undefined,
  targets: TargetTypes,
): Promise<readonly Fault[]> {
  const type = String(block.type);
  const target = Object.hasOwn(targets, type) ? targets[type] : undefined;
  if (!target) {
    const types = Object.keys(targets);
    const advice = foreignValueAdvice(type, types) ?? suggest(type, types);
    return [{ path: ['type'], message: `unknown target type \`${type}\`${advice}` }];
  }
  const faults = checkAgainst(target.schema, block);
  return faults.length > 0 || !owner ? faults : target.check({ ...owner, target: { ...block, type } });
}
