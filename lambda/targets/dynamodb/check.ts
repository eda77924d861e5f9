import { checkTexts, type TemplateKeys } from '../../expression/publish.ts';
import type { Fault } from '../../fault.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { CALLER, checkOutput, closedShape } from '../output.ts';
import type { StageAccess, TargetTool } from '../types.ts';
import { isWrite, type Operation } from './access.ts';
import { clausesOf, EXPRESSION_KEYS } from './request/index.ts';

const ALWAYS = ['type', 'operation', 'table', 'expressionAttributeNames', 'expressionAttributeValues', 'result'];
const WRITE_KEYS = ['conditionExpression', 'returnValues'];

/** The keys that each operation requires and allows, besides {@link ALWAYS}. */
const KEYS: Readonly<Record<Operation, { readonly must: readonly string[]; readonly may: readonly string[] }>> = {
  GetItem: { must: ['key'], may: ['projectionExpression', 'consistentRead'] },
  Query: {
    must: ['keyConditionExpression'],
    may: [
      ...['index', 'filterExpression', 'projectionExpression', 'exclusiveStartKey', 'limit', 'pageSize', 'order'],
      ...['consistentRead', 'stream', 'row'],
    ],
  },
  PutItem: { must: ['item', 'conditionExpression'], may: WRITE_KEYS },
  UpdateItem: { must: ['key', 'updateExpression', 'conditionExpression'], may: WRITE_KEYS },
  DeleteItem: { must: ['key', 'conditionExpression'], may: WRITE_KEYS },
};

/** The keys that hold templates, and the variables available to each. */
const TEMPLATES: TemplateKeys = {
  key: ['args', 'caller'],
  item: ['args', 'caller'],
  expressionAttributeValues: ['args', 'caller'],
  exclusiveStartKey: ['args', 'caller'],
  limit: ['args', 'caller'],
  order: ['args', 'caller'],
  row: ['args', 'row'],
  result: ['args', 'response'],
};

const WRITTEN = closedShape({ attributes: {} });

/** `$response` of each operation. */
const RESPONSES: Readonly<Record<Operation, JsonObject>> = {
  GetItem: closedShape({ item: {} }),
  Query: closedShape({
    items: { type: 'array' },
    count: { type: 'integer' },
    more: { type: 'boolean' },
    lastEvaluatedKey: {},
    failure: { type: 'string' },
  }),
  PutItem: WRITTEN,
  UpdateItem: WRITTEN,
  DeleteItem: WRITTEN,
};

/**
 * Checks rules that the schema of a `dynamodb` block cannot express.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every fault found
 */
export async function checkDynamodb(tool: TargetTool): Promise<Fault[]> {
  const { target } = tool;
  const operation = target.operation as Operation;
  const faults = [
    ...checkKeys(target),
    ...checkPlaceholders(target),
    ...checkWrite(tool),
    ...(await checkOutput(tool, operation === 'Query' ? 'rows' : 'unknown')),
  ];
  const shapes = { args: tool.input, caller: CALLER, response: RESPONSES[operation] };
  return [
    ...faults,
    ...(await checkTexts(target, { templates: TEMPLATES, shapes, output: tool.output, known: faults })),
  ];
}

/** Finds a table that the stage does not list, and a write to one that tools may only read. */
export function checkDynamodbStage({ table, operation }: JsonObject, { tables }: StageAccess): readonly Fault[] {
  const name = String(table);
  const listed = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (listed === undefined) {
    const names = Object.keys(tables).join(', ') || 'none';
    return [
      {
        path: ['table'],
        message: `the stage lists no table \`${name}\`: add it under \`tables\`; its tables: ${names}`,
      },
    ];
  }
  if (listed.writable || !isWrite(String(operation))) return [];
  const message = `the stage lets tools only read table \`${name}\`: set \`writable: true\` for it under \`tables\``;
  return [{ path: ['operation'], message }];
}

function checkKeys(target: JsonObject): Fault[] {
  const operation = target.operation as Operation;
  const { must, may } = KEYS[operation];
  const missing = must.filter((key) => target[key] === undefined);
  const foreign = Object.keys(target).filter((key) => ![...ALWAYS, ...must, ...may].includes(key));
  return [
    ...missing.map((key) => ({ path: [], message: `${operation} needs \`${key}\`: ${REASONS[key] ?? 'add it'}` })),
    ...foreign.map((key) => ({ path: [key], message: `${operation} has no \`${key}\`: remove it` })),
  ];
}

const REASONS: Readonly<Record<string, string>> = {
  conditionExpression:
    'a write states the condition that the item must meet, for example attribute_exists(id) or attribute_not_exists(id)',
};

const UNUSED = 'is not used by any expression: remove it (or quote the expression: in YAML, " #" begins a comment)';

function checkPlaceholders(target: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const used = new Set<string>();
  for (const key of EXPRESSION_KEYS) {
    for (const { text, values, names } of clausesOf(target[key])) {
      for (const name of [...values, ...names]) used.add(name);
      if (!text.includes('{%')) continue;
      const message =
        'must be fixed text: use a placeholder such as :v, and set its value under expressionAttributeValues';
      faults.push({ path: [key], message });
    }
  }
  const defined = new Set<string>();
  for (const key of ['expressionAttributeValues', 'expressionAttributeNames']) {
    for (const name of Object.keys(isJsonObject(target[key]) ? target[key] : {})) {
      defined.add(name);
      if (!used.has(name)) faults.push({ path: [key, name], message: UNUSED });
    }
  }
  for (const name of [...used].filter((placeholder) => !defined.has(placeholder))) {
    const key = name.startsWith(':') ? 'expressionAttributeValues' : 'expressionAttributeNames';
    faults.push({ path: [], message: `an expression uses ${name}, but \`${key}\` does not define it` });
  }
  return faults;
}

function checkWrite({ target, annotations, output }: TargetTool): Fault[] {
  const operation = String(target.operation);
  if (!isWrite(operation)) return [];
  const faults: Fault[] = [];
  if (annotations?.readOnlyHint !== false) {
    const message = `${operation} changes the table: only a tool with \`annotations: { readOnlyHint: false }\` may use it`;
    faults.push({ path: ['operation'], message });
  }
  const returned = target.returnValues ?? 'NONE';
  if (operation !== 'UpdateItem' && returned !== 'NONE' && returned !== 'ALL_OLD') {
    faults.push({ path: ['returnValues'], message: `${operation} returns NONE or ALL_OLD` });
  }
  if (output && target.result === undefined && returned !== 'ALL_NEW') {
    const message =
      'the tool has an `output` schema, but a write may return nothing: add a `result`, or UpdateItem `returnValues: ALL_NEW`';
    faults.push({ path: [], message });
  }
  return faults;
}
