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

/** One request; DynamoDB answers in a fraction of that, or the connection is dead. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** What a request is sent with. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** DynamoDB's API, as far as targets use it. This module is loaded with the first call: the SDK's client is not small. */
export type TableApi = ReturnType<typeof openTableApi>;

/**
 * Opens DynamoDB's API; Region, endpoint and credentials come from the environment, as the AWS SDK reads them.
 *
 * @param maxAttempts how often a request is sent at most
 */
export function openTableApi(maxAttempts: number) {
  const client = new DynamoDBClient({ requestHandler: TIMEOUTS, maxAttempts });
  // It copies every answer for a log that nobody keeps: a fifth of what relaying pages costs.
  client.middlewareStack.remove('loggerMiddleware');
  return {
    get: (input: GetItemCommandInput, options: SendOptions) => client.send(new GetItemCommand(input), options),
    query: (input: QueryCommandInput, options: SendOptions) => client.send(new QueryCommand(input), options),
    put: (input: PutItemCommandInput, options: SendOptions) => client.send(new PutItemCommand(input), options),
    update: (input: UpdateItemCommandInput, options: SendOptions) => client.send(new UpdateItemCommand(input), options),
    delete: (input: DeleteItemCommandInput, options: SendOptions) => client.send(new DeleteItemCommand(input), options),
  };
}
