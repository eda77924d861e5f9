import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { readBody } from '../http.ts';
import { type Access, AccessDenied, type Principal, UnknownAccessKey } from '../iam/index.ts';
import { isRecord, textOf } from '../template/index.ts';

/** The account of the tables, and its access control. */
export interface TableOwner {
  readonly access: Access;
  readonly account: string;
  readonly region: string;
  /** Names of the partition keys by table, for policies that are limited to some partitions. */
  readonly partitionKeys: ReadonlyMap<string, string>;
}

/** API: DynamoDB, BatchWriteItem: 16 MB, the largest limit of any request. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const TABLE_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/;

/**
 * Refuses unknown access keys, and checks each request of a function against its role's policies before dynalite serves it.
 * Replaces a table ARN with the table's name, because dynalite does not accept ARNs.
 *
 * API: DynamoDB, "Actions, resources, and condition keys for Amazon DynamoDB".
 *
 * @param serve handles the allowed requests
 */
export function guarded(serve: RequestListener, owner: TableOwner): RequestListener {
  return (request, response) => {
    let principal: Principal | undefined;
    try {
      principal = owner.access.principal(request.headers.authorization);
    } catch (error) {
      // An unread request body would block the next request of the connection.
      request.resume();
      return refuse(response, error);
    }
    if (principal === undefined) return serve(request, response);
    authorize(request, principal, owner).then(
      (body) => serve(replay(request, body), response),
      (error: unknown) => refuse(response, error),
    );
  };
}

/** @throws AccessDenied */
async function authorize(
  request: IncomingMessage,
  principal: Principal,
  { access, account, region, partitionKeys }: TableOwner,
): Promise<Buffer> {
  const body = (await readBody(request, MAX_REQUEST_BYTES)) ?? Buffer.alloc(0);
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  const input = parse(body);
  const arnOf = (name: string): string =>
    TABLE_ARN.test(name) ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const table = textOf(input.TableName);
  const index = textOf(input.IndexName);
  const named = table === undefined ? Object.keys(isRecord(input.RequestItems) ? input.RequestItems : {}) : [table];
  const resources = named.map((name) => (index === undefined ? arnOf(name) : `${arnOf(name)}/index/${index}`));
  const [, plain] = TABLE_ARN.exec(table ?? '') ?? [];
  for (const [at, resource] of resources.entries()) {
    const name = named[at] ?? '';
    const partitionKey = partitionKeys.get(TABLE_ARN.exec(name)?.[1] ?? name);
    const leadingKeys = partitionKey === undefined ? undefined : leadingKeysOf(input, name, partitionKey);
    access.assertAllowed(principal, `dynamodb:${operation}`, resource, leadingKeys);
  }
  if (resources.length === 0) access.assertAllowed(principal, `dynamodb:${operation}`, '*');
  return plain === undefined ? body : Buffer.from(JSON.stringify({ ...input, TableName: plain }));
}

/**
 * The partition keys of the items that a request names in a table. Those of other requests, such as scans, are not known: a policy
 * that is limited to some partitions does not allow them. AWS: "Using IAM policy conditions for fine-grained access control"
 */
function leadingKeysOf(input: Json, table: string, partitionKey: string): string[] | undefined {
  const batch = isRecord(input.RequestItems) ? input.RequestItems[table] : undefined;
  const keys = [...((input.Key ?? input.Item) ? [input.Key ?? input.Item] : []), ...batchKeys(batch)].map((item) =>
    isRecord(item) ? attributeText(item[partitionKey]) : undefined,
  );
  if (input.KeyConditionExpression !== undefined) keys.push(queriedKey(input, partitionKey));
  const known = keys.filter((key) => key !== undefined);
  return known.length === 0 || known.length < keys.length ? undefined : known;
}

type Json = Record<string, unknown>;

/** The keys of a BatchWriteItem's or BatchGetItem's requests to one table. */
function batchKeys(batch: unknown): unknown[] {
  if (isRecord(batch)) return Array.isArray(batch.Keys) ? batch.Keys : [undefined];
  if (!Array.isArray(batch)) return [];
  return batch.map((request: unknown) => {
    const { PutRequest, DeleteRequest } = isRecord(request) ? request : {};
    if (isRecord(PutRequest)) return PutRequest.Item;
    return isRecord(DeleteRequest) ? DeleteRequest.Key : undefined;
  });
}

/** The partition of a query whose condition begins with it, `pk = :pk`; any other form is not read. */
function queriedKey(
  { KeyConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Json,
  partitionKey: string,
): string | undefined {
  const [, name = '', value = ''] = /^\s*([#\w.-]+)\s*=\s*(:\w+)\s*(?:AND\b|$)/i.exec(String(condition)) ?? [];
  const attribute = name.startsWith('#') && isRecord(names) ? textOf(names[name]) : name;
  return attribute === partitionKey && isRecord(values) ? attributeText(values[value]) : undefined;
}

function attributeText(value: unknown): string | undefined {
  return isRecord(value) ? textOf(value.S) : undefined;
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isRecord(value) ? value : {};
  } catch {
    // dynalite reports the error.
    return {};
  }
}

/** Rebuilds the request, whose body has been read. */
function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { headers, method, url, socket } = request;
  return Object.assign(Readable.from([body]), { headers, method, url, socket }) as Readable & IncomingMessage;
}

function refuse(response: ServerResponse, error: unknown): void {
  const isUnknown = error instanceof UnknownAccessKey;
  if (!isUnknown && !(error instanceof AccessDenied)) {
    response.destroy();
    return;
  }
  const type = isUnknown ? 'UnrecognizedClientException' : 'AccessDeniedException';
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, Message: error.message });
  response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
