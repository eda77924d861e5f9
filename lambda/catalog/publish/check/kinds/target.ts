import type { Fault } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import type { TargetTool } from '../../../../targets/index.ts';
import { suggest } from '../../load/wording.ts';
import { checkAgainst } from '../closed-schema.ts';
import type { TargetTypes } from './kind.ts';

/** What a target works for: a tool, or something that is called like one. */
export type TargetOwner = Omit<TargetTool, 'target'>;

/**
 * Checks a `target` block.
 *
 * @param owner `undefined` while the document around it is wrong, so that only the block's own form can be judged
 * @returns every fault, with paths from the block's top
 */
export async function checkTarget(
  block: JsonObject,
  owner: TargetOwner | undefined,
  targets: TargetTypes,
): Promise<readonly Fault[]> {
  const type = String(block.type);
  const target = Object.hasOwn(targets, type) ? targets[type] : undefined;
  if (!target) {
    return [{ path: ['type'], message: `unknown target type \`${type}\`${suggest(type, Object.keys(targets))}` }];
  }
  const faults = checkAgainst(target.schema, block);
  return faults.length > 0 || !owner ? faults : target.check({ ...owner, target: { ...block, type } });
}
