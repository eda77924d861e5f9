import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTable } from '../../../lambda/catalog/publish/index.ts';
import { openTableIdentity, tableIdentity } from '../../../lambda/table/index.ts';
import type { StartedTable } from '../../support/dynalite.ts';
import { createCatalogTable } from '../../support/table-definition.ts';
import { tableKinds, withTable } from '../../support/table-kinds.ts';

const kinds = tableKinds({ started: (started) => ({ started, close: async () => {} }) });

describe.each(kinds)('the identity of a table: $name', (kind) => {
  let started: StartedTable;
  const check = withTable(kind, (subject) => {
    started = subject.started;
  });

  check('is the same for functions and the command line, and another one for the next table of that name', async () => {
    const { table, endpoint, region, credentials } = started;
    const identity = openTableIdentity(started);
    const opened = openTable(started);
    const first = await identity();
    expect([await identity(), await opened.identity()]).toEqual([first, first]);
    opened.close();

    const client = new DynamoDBClient({ endpoint, region, ...(credentials && { credentials }) });
    await client.send(new DeleteTableCommand({ TableName: table }));
    client.destroy();
    // A table without an id is identified by the second of its creation.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await createCatalogTable(started);

    expect(await identity()).not.toBe(first);
  });
});

describe('a description without an id', () => {
  const TableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/a';

  test('identifies the table by name and creation, in the form of the wire and of the SDK', () => {
    const onWire = tableIdentity({ TableArn, CreationDateTime: 1_700_000_000.123 });

    expect(onWire).toBe(`${TableArn}@1700000000`);
    expect(tableIdentity({ TableArn, CreationDateTime: new Date(1_700_000_000_123) })).toBe(onWire);
  });

  test('nor a time of creation identifies nothing', () => {
    expect(() => tableIdentity({ TableArn })).toThrow('neither TableId nor CreationDateTime');
  });
});
