import { type LocalStack, startLocalStack } from '../../../local/index.ts';
import { writeAssembly } from '../support/assembly.ts';
import { scratch } from '../support/scratch.ts';

const DIRECT = `export const handler = async ({ path, headers, multiValueHeaders }) => path === '/direct/single'
  ? { statusCode: 200, multiValueHeaders: { a: 'no list' }, body: '' }
  : {
      statusCode: 200,
      headers: { ignored: 'yes' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: JSON.stringify({ headers: headers ?? null, accept: multiValueHeaders.accept }),
    };`;

const directory = scratch();
let stack: LocalStack;

beforeAll(async () => {
  const assembly = writeAssembly(directory, {
    direct: DIRECT,
    change(resources) {
      const group = resources.DirectGroup?.Properties ?? {};
      group.TargetGroupAttributes = [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }];
    },
  });
  stack = await startLocalStack({ port: 0, assembly, catalog: [], stateDirectory: directory.inside('state') });
});

afterAll(async () => {
  await stack.stop();
  directory.remove();
});

test('with multi-value headers, events and responses use lists, and single-value headers are ignored', async () => {
  const response = await fetch(`${stack.endpoint}/direct/many`, { headers: { accept: 'a/b' } });

  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('ignored')).toBeNull();
  expect(await response.json()).toEqual({ headers: null, accept: ['a/b'] });
});

test('a header that is not a list is a malformed response', async () => {
  expect((await fetch(`${stack.endpoint}/direct/single`)).status).toBe(502);
});
