import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { parseDocuments } from '../../../../../lambda/catalog/publish/index.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';

const tool = (body: string) => `kind: Tool
server: orders
name: find_order
description: Finds an order.
input: { type: object }
target: { type: static, text: One order. }
examples:
  - arguments: {}
    response: { body: ${body} }
    result: One order.
`;

const validate = (text: string) => validateDocuments(parseDocuments('orders.yaml', text).documents, targetTypes);

describe('examples of a tool', () => {
  test('are not stored, whatever they hold', async () => {
    const long = 'x'.repeat(400_000);
    const { documents, faults } = await validate(tool(JSON.stringify({ long, text: '{% $a %}', hidden: '\u202E' })));

    expect(faults).toEqual([]);
    expect(documents).toMatchObject([{ kind: 'Tool', name: 'find_order' }]);
    expect(documents[0]).not.toHaveProperty('examples');
  });

  test('are checked', async () => {
    const { faults } = await validate(tool('1, staus: 200'));

    expect(faults).toMatchObject([{ message: expect.stringContaining('unknown key `staus`'), at: { line: 9 } }]);
  });
});
