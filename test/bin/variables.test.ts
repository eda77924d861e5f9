import { UsageError } from '../../bin/cli/context.ts';
import { readVariables } from '../../bin/cli/variables.ts';

const read = (...options: string[]) => readVariables({ var: options }, { name: undefined });

describe('the option --var', () => {
  test('gives values by server and name, whatever their names', async () => {
    const { given } = await read('constructor.keys=a', 'shop.host=b=c', 'shop.__proto__=d', 'shop.constructor=');

    expect(Object.entries(given ?? {}).map(([server, values]) => [server, Object.entries(values)])).toEqual([
      ['constructor', [['keys', 'a']]],
      [
        'shop',
        [
          ['host', 'b=c'],
          ['__proto__', 'd'],
          ['constructor', ''],
        ],
      ],
    ]);
    expect(Object.keys({ a: 1 })).toEqual(['a']);
  });

  test.each([
    [['shop=a'], 'expected SERVER.NAME=VALUE, such as github.host=api.github.com'],
    [['shop.host'], 'expected SERVER.NAME=VALUE'],
    [['shop.1a=b'], 'expected SERVER.NAME=VALUE'],
    [['shop.a=1', 'shop.a=2'], '--var shop.a is given twice: remove one'],
  ])('%j is refused', async (options, message) => {
    const refused = read(...options);

    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });
});
