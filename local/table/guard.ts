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
  const leadingKeys = leadingKeysOf(input, partitionKeys.get(plain ?? table ?? ''));
  for (const resource of resources.length === 0 ? ['*'] : resources) {
    access.assertAllowed(principal, `dynamodb:${operation}`, resource, leadingKeys);
  }
  return plain === undefined ? body : Buffer.from(JSON.stringify({ ...input, TableName: plain }));
}

/**
 * The partition key of the one item that a request names. The keys of other requests, such as queries, are not read: a policy that
 * is limited to some partitions does not allow them.
 */
function leadingKeysOf(input: Record<string, unknown>, partitionKey: string | undefined): string[] | undefined {
  const item = input.Key ?? input.Item;
  const value = isRecord(item) && partitionKey !== undefined ? item[partitionKey] : undefined;
  const text = isRecord(value) ? textOf(value.S) : undefined;
  return text === undefined ? undefined : [text];
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
