import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyLoaded,
  InvalidDocuments,
  parseDocuments,
  readDocuments,
} from '../../../../../lambda/catalog/publish/index.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { targetTypes } from '../../../../support/targets.ts';

const TOOLS = `kind: Tool
server: orders
name: refund
description: d
input:
  type: object
  required: [amount, order, lines]
  properties:
    amount: { type: integer }
    price: { type: number }
    note: { type: string }
    maybe: { type: [string, 'null'] }
    anything: {}
    lines: { type: array, items: { type: string } }
    pairs: { type: array, prefixItems: [{ type: string }] }
    sizes: { type: array, items: { type: number } }
    order: { type: object, required: [id], properties: { id: { type: string }, weight: { type: number } } }
    tree: { $ref: '#/$defs/tree' }
    currency: { enum: [EUR, USD] }
  $defs:
    tree: { type: object, properties: { child: { $ref: '#/$defs/tree' } } }
target: { type: echo, text: t }
---
kind: Prompt
server: orders
name: summary
arguments: [{ name: topic, required: true }, { name: style }]
messages: [{ role: user, content: { type: text, text: t } }]
---
kind: Resource
server: orders
uriTemplate: order:///{id}
name: order
text: t
---
`;

const policyOf = (text: string) => `kind: Policy\nserver: orders\nname: p\npolicy: |\n${text.replace(/^/gm, '  ')}\n`;
const when = (condition: string, action = 'action == Action::"tool:refund"') =>
  `permit(principal, ${action}, resource)\nwhen {\n  ${condition}\n};`;

async function problemsOf(text: string): Promise<readonly string[]> {
  try {
    const options = { table: createMemoryTable(), targets: targetTypes };
    await applyLoaded(parseDocuments('p.yaml', TOOLS + policyOf(text)), options);
    return [];
  } catch (error) {
    if (error instanceof InvalidDocuments) return error.message.split('\n');
    throw error;
  }
}

/** The line of the policy's text in the file, from 1. */
const lineOf = (line: number) => TOOLS.split('\n').length + 3 + line;

describe('a policy is accepted', () => {
  test.each([
    ['integers', 'context.input.amount < 100 && context.input.amount >= -5'],
    ['optional arguments after has', 'context.input has note && context.input.note like "a*"'],
    ['lists', 'context.input.lines.contains("a") && !context.input.lines.isEmpty()'],
    ['objects', 'context.input.order.id == "1"'],
    ['a presence', 'context.input has order'],
    ['enumerations', 'context.input has currency && ["EUR", "USD"].contains(context.input.currency)'],
    ['references', 'context.input has tree.child'],
    ['time', 'context.now.toTime().toHours() + 1 < 20 && context.now < datetime("2027-01-01")'],
    ['numbers that are calculated', 'context.input.amount < 10 * 60'],
    ['records and sets', '[{a: 1}].contains({a: context.input.amount})'],
    ['callers', 'principal is User in Group::"https://id.example.com|staff" || principal == Key::"k1"'],
    ['if', 'if context.input.amount > 10 then principal is User else true'],
  ])('%s', async (_title, condition) => {
    expect(await problemsOf(when(condition))).toEqual([]);
  });

  test.each([
    ['a prompt', 'action == Action::"prompt:summary"', 'context.input.topic == "x"'],
    ['a template', 'action == Action::"resource:order:///{id}"', 'context.input has id && context.input.id == "x"'],
    ['a group', 'action in Action::"tools"', 'context.input has amount && context.input.amount == 1'],
    ['a list of actions', 'action in [Action::"tools", Action::"prompts"]', 'principal is User'],
    ['everything', 'action', 'context.input has topic && context.input.topic == "x"'],
  ])('for %s', async (_title, action, condition) => {
    expect(await problemsOf(when(condition, action))).toEqual([]);
  });
});

describe('a policy is refused, with file, line, name and reason', () => {
  test.each([
    [
      'a fraction',
      'context.input has price && context.input.price == 1',
      1,
      'the argument `price` of tool:refund, but its schema allows fractions',
    ],
    [
      'null',
      'context.input has maybe',
      1,
      'the argument `maybe` of tool:refund, but its schema allows several types: string, null',
    ],
    [
      'any value',
      'context.input has anything',
      1,
      'the argument `anything` of tool:refund, but its schema names no single type',
    ],
    [
      'mixed items',
      'context.input has pairs',
      1,
      'the argument `pairs` of tool:refund, but its items have schemas of their own',
    ],
    [
      'items that are fractions',
      'context.input has sizes',
      1,
      'its items cannot be compared: its schema allows fractions',
    ],
    ['a part that is a fraction', 'context.input.order has weight', 1, 'the argument `order.weight` of tool:refund'],
    [
      'an object with a part that is',
      'context.input.order == context.input.order',
      1,
      'the argument `order.weight` of tool:refund',
    ],
    [
      'recursion',
      'context.input has tree && context.input.tree == context.input.tree',
      1,
      'it refers to itself, or nests too deep',
    ],
    [
      'an argument that does not exist',
      'context.input.amout == 1',
      3,
      'attribute `input.amout` in context for Action::"tool:refund" not found',
    ],
    ['another type', 'context.input.amount == "1"', 3, 'the types Long and String are not compatible'],
    ['an optional argument', 'context.input.note == "x"', 3, "try testing for the attribute's presence"],
    ['a name of a caller', 'principal.name == "x"', 3, 'attribute `name` on entity type'],
    ['a moment that does not exist', 'context.now < datetime("2026-02-30")', 3, 'failed to parse as a datetime value'],
    [
      'a moment from an argument',
      'context.now < datetime(context.input.order.id)',
      1,
      'cannot be evaluated: policy: the argument of a constructor is not a literal',
    ],
    ['arithmetic on an argument', 'context.input.amount + 1 < 100', 1, 'calculates with an argument'],
    [
      'arithmetic deep inside',
      '(if true then context.input.amount else 1) * 2 < 100',
      1,
      'calculates with an argument',
    ],
    ['a negated argument', '-context.input.amount < 100', 1, 'calculates with an argument'],
    [
      'an integer that JSON changes',
      'context.input.amount == 9007199254740993',
      1,
      'has an integer beyond 9007199254740991 (2^53-1)',
    ],
    ['2^53', 'context.input.amount < 9007199254740992', 1, 'has an integer beyond'],
    ['the lowest integer', 'context.input.amount > -9223372036854775808', 1, 'has an integer beyond'],
    ['addresses', 'ip("10.0.0.1").isLoopback()', 1, 'which entry of `X-Forwarded-For` the load balancer appends'],
    ['decimals', 'decimal("1.5").lessThan(decimal("2.0"))', 1, 'decimals are not supported'],
    ['tags', 'principal.hasTag("x") && principal.getTag("x") == 1', 1, 'tags are not supported'],
    ['the whole context', 'context == {}', 1, 'uses `context` or `context.input` as a whole'],
    ['all arguments', 'context.input == {amount: 1}', 1, 'uses `context` or `context.input` as a whole'],
    ['all arguments in a set', '[context.input].contains(1)', 1, 'uses `context` or `context.input` as a whole'],
    ['all arguments through if', '(if true then context.input else context.input).amount == 1', 1, 'as a whole'],
    [
      'long chains',
      Array.from({ length: 100 }, (_, i) => `context.input.amount == ${i}`).join(' || '),
      1,
      'too many parts that build on each other',
    ],
    ['syntax', 'context.input.amount = 1', 3, "'=' is not a valid operator in Cedar: try using '==' instead"],
    ['an unknown function', 'foo(1)', 3, '`foo` is not a valid function'],
    ['a set of several types', '[1, "a"].contains(1)', 3, 'elements of a set must have compatible types'],
    ['brackets without end', '('.repeat(60), 3, 'nests deeper than 40 brackets'],
    [
      'brackets that would overflow',
      `${'('.repeat(5_000)}true${')'.repeat(5_000)}`,
      3,
      'nests deeper than 40 brackets',
    ],
    ['more words than Cedar reads', `[${'1,'.repeat(5_000)}1].contains(1)`, 3, 'more than 2000 words and signs'],
  ])('%s', async (_title, condition, line, message) => {
    const [first = '', ...others] = await problemsOf(when(condition));
    expect(first).toContain(message);
    expect(first).toMatch(`p.yaml:${lineOf(line)}: document 4: policy: policy p: `);
    expect(others.length).toBeLessThan(3);
  });

  test.each([
    ['a template', 'permit(principal == ?principal, action, resource);', 'is a template'],
    ['nothing', '// nothing', 'contains no policy'],
    [
      'an action that does not exist',
      'permit(principal, action == Action::"tool:refnd", resource);',
      'did you mean `Action::"tool:refund"`?',
    ],
    [
      'another server',
      'permit(principal, action, resource == Server::"other");',
      'names Server::"other", but is a policy of orders',
    ],
    [
      'another server, by is',
      'permit(principal, action, resource is Server in Server::"other");',
      'names Server::"other"',
    ],
    ['an unknown type', 'permit(principal == Usr::"x", action, resource);', 'did you mean `User`?'],
    ['two of them', `permit(principal, action, resource);\n${when('1 < "1"')}`, 'expected Long but saw String'],
  ])('%s', async (_title, text, message) => {
    const [first = ''] = await problemsOf(text);
    expect(first).toContain(message);
    expect(first).toMatch(/^p\.yaml:\d+: document 4: policy: policy p/);
  });

  test('in the second statement, after characters of several bytes, on its own line', async () => {
    const text = `// über 😀\npermit(principal, action, resource);\n\n${when('"😀" < 1')}`;
    expect((await problemsOf(text))[0]).toMatch(`p.yaml:${lineOf(6)}: document 4: policy: policy p#2: `);
    const broken = `// über 😀\npermit(principal, action, resource);\n\n${when('"😀" = 1')}`;
    expect((await problemsOf(broken))[0]).toMatch(`p.yaml:${lineOf(6)}: document 4: policy: policy p: `);
  });

  test('Cedar still works after a text that would have overflowed its stack', async () => {
    await problemsOf(when(`${'!('.repeat(3_000)}true${')'.repeat(3_000)}`));
    expect(await problemsOf(when('true'))).toEqual([]);
  });
});

describe('without a table', () => {
  const validate = async (text: string) => {
    const directory = await mkdtemp(join(tmpdir(), 'spillway-policies-'));
    try {
      const file = join(directory, 'p.yaml');
      await writeFile(file, text);
      return await readDocuments([file], targetTypes).then(
        () => '',
        (error: Error) => error.message,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  };

  test('a policy is checked against the documents of the files', async () => {
    expect(await validate(TOOLS + policyOf(when('context.input.amount == "1"')))).toContain('types Long and String');
    expect(await validate(TOOLS + policyOf(when('context.input.amount == 1')))).toBe('');
  });

  test('a policy that names other tools is checked as far as it goes', async () => {
    const other = when('context.input.amount == "1"', 'action == Action::"tool:elsewhere"');
    expect(await validate(TOOLS + policyOf(other))).toBe('');
    expect(await validate(policyOf(when('context.input.amount == "1"')))).toBe('');
    expect(await validate(policyOf(when('context.input.amount + 1 == 1')))).toContain('calculates with an argument');
  });
});
