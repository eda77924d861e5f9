import type { Fault, KeyPath } from '../../fault.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { httpTarget } from '../http/publish.ts';
import type { StageAccess, TargetTool } from '../types.ts';
import { type Compiled, compileOperation } from './compile/publish.ts';
import { httpTool } from './http-block.ts';
import { findOperation } from './model/publish.ts';
import { checkSql, compileSql, foreignSql } from './sql/publish.ts';

/** The Region of a tool that names none, in checks: a stage has its own. */
const ANY_REGION = 'us-east-1';

/**
 * Checks rules that the schema of an `aws` block cannot express: those of the API's model, and those of `http` for the rest.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkAws(tool: TargetTool): Promise<Fault[]> {
  if (tool.target.sql !== undefined) return checkStatement(tool);
  const found = await compileBlock(tool.target);
  if ('fault' in found) return [found.fault];
  const own = [...found.faults, ...checkUrl(tool.target), ...checkPages(tool.target, found)];
  if (own.length > 0) return own;
  const http = httpTool(tool, found.request, ANY_REGION);
  return (await httpTarget.check(http)).map((fault) => ({ ...fault, path: ownPath(fault.path, found.origins) }));
}

async function checkStatement(tool: TargetTool): Promise<Fault[]> {
  const found = await compileSql(tool.target);
  if ('fault' in found) return [found.fault];
  const own = [...checkSql(tool, found), ...found.faults, ...checkUrl(tool.target)];
  if (own.length > 0) return own;
  const { sql: _, values: _values, ...target } = tool.target;
  const rows = { ...tool, target: { ...target, pagination: true } };
  const http = httpTool(rows, { ...found.statement.start, pages: ROWS }, ANY_REGION);
  const foreign = foreignSql(String(tool.target.sql));
  const faults = (await httpTarget.check(http)).map((fault) => ({
    ...fault,
    path: ownPath(fault.path, found.origins),
  }));
  return [...foreign, ...faults.filter(({ path }) => foreign.length === 0 || path[0] !== 'sql')];
}

/** Stands for the pages of rows, which each service has its own way of reading. */
const ROWS: JsonObject = { type: 'next', next: { body: { NextToken: '{% $response.body.NextToken %}' } } };

/** The block as functions read it: with the request of its operation in place of the parameters. */
export async function storedBlock(block: JsonObject): Promise<JsonObject> {
  const { parameters: _, sql, values: _values, ...rest } = block;
  if (sql !== undefined) {
    const found = await compileSql(block);
    return 'fault' in found ? block : { ...rest, statement: JSON.parse(JSON.stringify(found.statement)) };
  }
  const found = await compileBlock(block);
  return 'fault' in found ? block : { ...rest, request: { ...found.request } };
}

/** Finds a block's role, and the address of its own `url`, in what the stage opens. */
export function checkAwsStage({ url, role }: JsonObject, stage: StageAccess): readonly Fault[] {
  const faults = httpTarget.checkStage?.({ url, auth: { type: 'sigv4', role } }, stage) ?? [];
  return faults.map((fault) => ({ ...fault, path: fault.path.filter((key) => key !== 'auth') }));
}

async function compileBlock({
  service,
  action,
  parameters,
}: JsonObject): Promise<Compiled | { readonly fault: Fault }> {
  if (action === undefined) return { fault: { path: ['action'], message: 'is missing: add it, or `sql`' } };
  const found = await findOperation(String(service), String(action));
  return 'fault' in found ? found : compileOperation({ ...found, action: String(action) }, parameters);
}

/** The path of a request is the operation's. */
function checkUrl({ url }: JsonObject): Fault[] {
  if (url === undefined) return [];
  const path = ['url'];
  if (typeof url !== 'string' || !URL.canParse(url)) return [{ path, message: 'is not an absolute URL' }];
  const isBare = new URL(url).search === '' && !/[{}#]/.test(url);
  return isBare ? [] : [{ path, message: 'must be the address of a service: without query, fragment and placeholder' }];
}

function checkPages({ pagination, ...target }: JsonObject, { request }: Compiled): Fault[] {
  if (target.values !== undefined) {
    return [{ path: ['values'], message: 'needs `sql`, whose placeholders have the values' }];
  }
  if (pagination === undefined) {
    return ['row', 'maxRows', 'until', 'stream']
      .filter((key) => target[key] !== undefined && target[key] !== 'none')
      .map((key) => ({ path: [key], message: 'needs `pagination`, whose items are the rows' }));
  }
  const path = ['pagination'];
  const name = `${String(target.service)}:${String(target.action)}`;
  if (request.pages === undefined) {
    const fix = 'remove it, and take a token of the response as an argument';
    return [{ path, message: `does not apply: AWS's model of the API names no pages of ${name}; ${fix}` }];
  }
  const items = isJsonObject(pagination) ? pagination.items : undefined;
  if (items !== undefined || request.pages.items !== undefined) return [];
  const message = `is missing: AWS's model of the API does not name the items of ${name}; add an expression over \`$response\``;
  return [{ path: [...path, 'items'], message }];
}

/** The place in the `aws` block of what `http` finds at a place of its own. */
function ownPath(path: KeyPath, origins: Compiled['origins']): KeyPath {
  const origin = origins.find(([from]) => from.every((key, index) => path[index] === key));
  if (origin !== undefined) return [...origin[1], ...path.slice(origin[0].length)];
  const [key] = path;
  return key === 'pagination' || key === undefined ? path.slice(0, 2) : path;
}
