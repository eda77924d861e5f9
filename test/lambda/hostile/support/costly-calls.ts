import type { ToolDocument } from '../../../../lambda/catalog/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { modern, modernHeaders, tool } from '../../protocol/support/server.ts';

/** A call whose arguments look harmless and cost a lot to check or to evaluate. */
export interface CostlyCall {
  readonly tool: ToolDocument;
  readonly args: JsonObject;
  /** What the text of the result has to say. */
  readonly says: RegExp;
}

const wide = (keys: number, index: number): JsonObject => ({
  ...Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, 1])),
  z: index,
});
const records = Array.from({ length: 2_000 }, (_, index) => wide(58, index));
const choices = { oneOf: ['a', 'b', 'c', 'd', 'e'].map((value) => ({ const: value })) };
const sentence = '^([A-Za-z]+ ?){1,100}$';
const of = (name: string, a: JsonObject, rest: Partial<ToolDocument> = {}): ToolDocument =>
  tool({ name, input: { type: 'object', properties: { a } }, target: { type: 'static', text: 'done' }, ...rest });

/** The text of the question, as an expression gives it: the shortest way from a call to the value of one. */
const asking = (name: string, expression: string) => of(name, { type: 'array' }, { confirm: `{% ${expression} %}` });

export const COSTLY_CALLS: Readonly<Record<string, CostlyCall>> = {
  'different objects in a list': {
    tool: of('unique', { type: 'array', uniqueItems: true, items: { type: 'object' } }),
    args: { a: records },
    says: /done/,
  },
  'the last object of a list twice': {
    tool: of('unique', { type: 'array', uniqueItems: true, items: { type: 'object' } }),
    args: { a: [...records, wide(58, 1_999)] },
    says: /Duplicate items at indexes 1999 and 2000/,
  },
  'a text that is too long for its pattern': {
    tool: of('words', { type: 'string', maxLength: 200, pattern: sentence }),
    args: { a: `${'a'.repeat(200_000)}!` },
    says: /String is too long \(200001 > 200\)/,
  },
  'a text for a large pattern': {
    tool: of('words', { type: 'string', pattern: sentence }),
    args: { a: `${'a'.repeat(200_000)}!` },
    says: /The check of `a` against its schema was stopped: .* shorter texts/,
  },
  '200,000 items of no choice': {
    tool: of('choices', { type: 'array', items: choices }),
    args: { a: Array(200_000).fill(1) },
    says: /a\/0: Instance does not match exactly one subschema[\s\S]*and more/,
  },
  '490,000 items of no choice': {
    tool: of('choices', { type: 'array', items: choices }),
    args: { a: Array(490_000).fill(1) },
    says: /a\/0: Instance does not match exactly one subschema[\s\S]*and more/,
  },
  'a schema that doubles with each reference': {
    tool: tool({
      name: 'doubling',
      input: {
        type: 'object',
        properties: { a: { $ref: '#/$defs/l0' } },
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, level): [string, JsonObject] => [
            `l${level}`,
            level === 39
              ? { const: 2 }
              : { anyOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
          ]),
        ),
      },
    }),
    args: { a: 1 },
    says: /The check of `a` against its schema was stopped: it takes more (processor time|memory)/,
  },
  'an object with many members for many branches': {
    tool: of('branches', { anyOf: Array.from({ length: 2_000 }, () => ({ properties: { k0: false } })) }),
    args: { a: wide(80_000, 1) },
    says: /The check of `a` against its schema was stopped|a\/k0: False boolean schema/,
  },
  'different objects through $distinct': {
    tool: asking('distinct', '"left: " & $count($distinct($args.a))'),
    args: { a: records },
    says: /left: 2000/,
  },
  'a long text that is looked for in another': {
    tool: asking('contained', '"found: " & $contains($args.a[0], $args.a[1])'),
    args: { a: ['a'.repeat(700_000), `ab${'a'.repeat(200_000)}`] },
    says: /found: false/,
  },
  'rows that are joined with each other': {
    tool: asking('joined', '$string($args.a@$v.($$.x; $args.a)@$w{"k": $v.z & $w.z})'),
    args: { a: records },
    says: /`confirm` failed/,
  },
};

/** The request of a costly call. */
export function requestOf({ tool: { name }, args }: CostlyCall): [body: JsonObject, headers: Record<string, string>] {
  const capabilities = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } };
  const { params, ...rest } = modern('tools/call', { name, arguments: args });
  const meta = { ...((params as JsonObject)._meta as JsonObject), ...capabilities };
  return [
    { ...rest, params: { ...(params as JsonObject), _meta: meta } },
    modernHeaders('tools/call', { 'mcp-name': name }),
  ];
}
