/** A DynamoDB table of string and number attributes, read and written without the SDK. */

export { fromWire, toWire, type WireItem } from './attributes.ts';
export {
  openTableCall,
  type ReadOperation,
  type TableCall,
  type TableLocation,
  type WriteOperation,
} from './dynamodb-call.ts';
export { openTableReader, tableReader } from './dynamodb-reader.ts';
export { updateExpression } from './expression.ts';
export {
  type AttributeValue,
  ConditionFailed,
  type Item,
  type Key,
  type KeyRange,
  type ScannedKey,
  type Table,
  type TableReader,
  type Update,
} from './table.ts';
export { openTableIdentity, tableIdentity } from './table-identity.ts';
