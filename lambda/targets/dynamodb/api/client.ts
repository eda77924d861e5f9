import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

/** Limits of one request: DynamoDB responds in a fraction of that time, or the connection is dead. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** The part of DynamoDB's API that targets use. The first call loads this module, because the SDK's client is large. */
export type TableApi = ReturnType<typeof openTableApi>;

/**
 * Opens DynamoDB's API. The AWS SDK reads Region, endpoint and credentials from the environment.
 *
 * @param maxAttempts how often a request is sent at most, the first time included
 */
export function openTableApi(maxAttempts: number) {
  const client = new DynamoDBClient({ requestHandler: TIMEOUTS, maxAttempts });
  // The middleware copies every response for a log that no one keeps: a fifth of the cost of relaying pages.
  client.middlewareStack.remove('loggerMiddleware');
  return {
    get: (input: GetItemCommandInput, options: SendOptions) => client.send(new GetItemCommand(input), options),
    query: (input: QueryCommandInput, options: SendOptions) => client.send(new QueryCommand(input), options),
    put: (input: PutItemCommandInput, options: SendOptions) => client.send(new PutItemCommand(input), options),
    update: (input: UpdateItemCommandInput, options: SendOptions) => client.send(new UpdateItemCommand(input), options),
    delete: (input: DeleteItemCommandInput, options: SendOptions) => client.send(new DeleteItemCommand(input), options),
  };
}
