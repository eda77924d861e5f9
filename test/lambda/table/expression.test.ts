import { updateExpression } from '../../../lambda/table/index.ts';

test('an update is written with its names and values outside of it', () => {
  const update = {
    set: { status: 'done' },
    setOnce: { born: 1 },
    add: { version: 1 },
    expect: { status: 'working', owner: undefined },
    atMost: { version: 7 },
  };
  expect(updateExpression(update)).toEqual({
    UpdateExpression: 'SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) ADD #n2 :v2',
    ConditionExpression: '#n0 = :v3 AND attribute_not_exists(#n3) AND #n2 <= :v4',
    ExpressionAttributeNames: { '#n0': 'status', '#n1': 'born', '#n2': 'version', '#n3': 'owner' },
    ExpressionAttributeValues: {
      ':v0': { S: 'done' },
      ':v1': { N: '1' },
      ':v2': { N: '1' },
      ':v3': { S: 'working' },
      ':v4': { N: '7' },
    },
  });
});

test('parts that are empty are left out, as DynamoDB refuses them', () => {
  expect(updateExpression({})).toEqual({});
  expect(updateExpression({ set: {}, expect: { pk: undefined } })).toEqual({
    ConditionExpression: 'attribute_not_exists(#n0)',
    ExpressionAttributeNames: { '#n0': 'pk' },
  });
});
