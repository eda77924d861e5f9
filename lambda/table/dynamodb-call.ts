import {
  type CallPolicy,
  createJsonCall,
  type Environment,
  endpointOf,
  type JsonCall,
  type JsonService,
  regionOf,
} from '../aws/index.ts';

/** A table and its endpoint. Values that are absent come from the environment, as in the AWS SDK. */
export interface TableLocation {
  /** Name or ARN of the table. */
  readonly table: string;
  readonly region?: string;
  /** URL of a DynamoDB look-alike; the SDK also reads `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export type ReadOperation = 'GetItem' | 'Query';
export type WriteOperation = 'PutItem' | 'UpdateItem';

export type TableCall<Operation extends string> = JsonCall<Operation>;

const DYNAMODB: JsonService = {
  host: 'dynamodb',
  variable: 'DYNAMODB',
  label: 'DynamoDB',
  target: 'DynamoDB_20120810',
  contentType: 'application/x-amz-json-1.0',
};

/**
 * Opens DynamoDB for calls. Connects at the first one.
 *
 * @param location where DynamoDB is; the table's ARN supplies its Region
 */
export function openTableCall<Operation extends string>(
  { table = '', region, endpoint: url, credentials }: Partial<TableLocation>,
  environment: Environment,
  policy?: CallPolicy,
): TableCall<Operation> {
  const endpoint = endpointOf(DYNAMODB, environment, region ?? regionOf(table));
  const given = { ...(url && { url }), ...(credentials && { credentials: () => credentials }) };
  return createJsonCall<Operation>(DYNAMODB, { ...endpoint, ...given }, policy);
}
