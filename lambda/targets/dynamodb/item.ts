import { compileOptional, compileTemplate, type Scope, settle } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { createListing } from '../../schema/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { isWrite, type Operation, tableOf } from './access.ts';
import { openSession, type Session } from './api/index.ts';
import { itemToJson, toAttributeMap, type WireItem } from './attributes.ts';
import { compileExpressions, compileKey, type Expressions } from './request/index.ts';
import { toBoundedResult } from './result.ts';

type ItemOperation = Exclude<Operation, 'Query'>;

/** `$response`: the view of a response that expressions get. */
interface ResponseView {
  readonly item?: Json;
  readonly attributes?: Json;
}

/** A request of any of the operations; each uses the members it needs. */
interface ItemRequest extends Expressions {
  readonly TableName: string;
  readonly subject: WireItem;
  readonly ConsistentRead: boolean;
  /** API: PutItem, ReturnValues */
  readonly ReturnValues: string;
}

const SEND: Readonly<Record<ItemOperation, (request: ItemRequest, session: Session) => Promise<ResponseView>>> = {
  async GetItem({ subject: Key, TableName, ConsistentRead, ProjectionExpression, ExpressionAttributeNames }, session) {
    const input = { TableName, Key, ConsistentRead, ProjectionExpression, ExpressionAttributeNames };
    const { Item } = await session.request('GetItem', input);
    return Item ? { item: itemToJson(Item) } : {};
  },
  async PutItem({ subject: Item, ConsistentRead: _, ...request }, session) {
    const response = await session.request('PutItem', { Item, ...request });
    return viewOf(response.Attributes);
  },
  async UpdateItem({ subject: Key, ConsistentRead: _, ...request }, session) {
    const response = await session.request('UpdateItem', { Key, ...request });
    return viewOf(response.Attributes);
  },
  async DeleteItem({ subject: Key, ConsistentRead: _, ...request }, session) {
    const response = await session.request('DeleteItem', { Key, ...request });
    return viewOf(response.Attributes);
  },
};

const viewOf = (attributes: WireItem | undefined): ResponseView =>
  attributes === undefined ? {} : { attributes: itemToJson(attributes) };

/** Prepares a tool that reads or writes one item. */
export function prepareItem(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { target, output } = tool;
  const operation = target.operation as ItemOperation;
  const table = String(target.table);
  const label = `${operation} on table ${table}`;
  const described = { label, writes: isWrite(operation) };
  const subject = operation === 'PutItem' ? compileItem(target.item) : compileKey(target.key);
  const expressions = compileExpressions(target);
  const template = compileOptional(target.result, 'result');
  const fixed = {
    ConsistentRead: target.consistentRead === true,
    ReturnValues: String(target.returnValues ?? 'NONE'),
  };
  const structured = output !== undefined;
  const listing = output && createListing(output);

  return async (args, context) => {
    const scope = { args, caller: context.caller, work: context.work };
    const TableName = tableOf(environment, table, operation);
    const request = { TableName, subject: await subject(scope), ...fixed, ...(await expressions(scope)) };
    const session = openSession(described, context, environment);
    let response: ResponseView;
    try {
      response = await SEND[operation](request, session);
    } finally {
      session.end();
    }
    if (operation === 'GetItem' && response.item === undefined) throw notFound(table, request.subject);
    const value = response.item ?? response.attributes ?? `${label} is done.`;
    try {
      const { resultBytes, mustFind } = context;
      const options = { structured, listing, label, resultBytes, mustFind };
      return toBoundedResult(template ? await template({ ...scope, response }) : value, options);
    } catch (error) {
      throw described.writes && error instanceof ToolError ? done(label, error) : error;
    }
  };
}

function compileItem(item: Json | undefined): (scope: Scope) => WireItem | Promise<WireItem> {
  const template = compileTemplate(item ?? {}, 'item');
  return (scope) =>
    settle([template(scope)], ([made]) => {
      if (isJsonObject(made)) return toAttributeMap(made, 'item');
      throw new ToolError("The tool's `item` produced a value that is not an object.");
    });
}

function notFound(table: string, key: WireItem): ToolError {
  const shown = JSON.stringify(itemToJson(key)).slice(0, 300);
  return new ToolError(`Table ${table} has no item with the key ${shown}.`, { notFound: true });
}

/** The message must keep the agent from writing again. */
function done(label: string, { message }: ToolError): ToolError {
  return new ToolError(`${label} succeeded, but its result could not be returned. ${message}`);
}
