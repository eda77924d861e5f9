import type { Fault, KeyPath } from '../../fault.ts';
import { httpTarget, isForeign } from '../http/publish.ts';
import type { TargetTool } from '../types.ts';
import { checkDocument } from './document/publish.ts';
import { httpTool } from './http-block.ts';

/**
 * Checks rules that the schema of a `graphql` block cannot express: of its document, and those of `http` for the rest.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkGraphql(tool: TargetTool): Promise<Fault[]> {
  const own = [...checkRows(tool), ...(await checkDocument(tool)), ...checkForeign(tool)];
  const known = new Set(own.map(({ path }) => path.join('.')));
  const faults = (await httpTarget.check(httpTool(tool)))
    .map((fault) => ({ ...fault, path: ownPath(fault.path) }))
    .filter(({ path }) => !known.has(path.join('.')));
  return [...own, ...faults];
}

/** The document is fixed: a value reaches it as a variable. */
function checkForeign({ target: { query } }: TargetTool): Fault[] {
  if (!isForeign(String(query))) return [];
  const message =
    'has a template that is sent as it is written: for a value, define a variable such as `$id`, and give it in `variables`';
  return [{ severity: 'warning', path: ['query'], message }];
}

/** Without a connection there are no rows. */
function checkRows({ target }: TargetTool): Fault[] {
  if (target.pagination !== undefined) return [];
  return ['row', 'maxRows', 'until', 'stream']
    .filter((key) => target[key] !== undefined && target[key] !== 'none')
    .map((key) => ({ path: [key], message: 'needs `pagination`, whose connection has the rows' }));
}

/** The place in the `graphql` block of what `http` finds at a place of its own. */
function ownPath([key, ...rest]: KeyPath): KeyPath {
  if (key === undefined) return [];
  return key === 'body' ? rest : [key, ...rest];
}
