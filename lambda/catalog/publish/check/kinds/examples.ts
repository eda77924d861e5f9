import { isBase64 } from '../../../../content/index.ts';
import type { Fault } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';

/** A recorded response of an upstream. */
const RESPONSE = {
  type: 'object',
  additionalProperties: false,
  properties: {
    status: { type: 'integer', minimum: 200, maximum: 599 },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    body: {},
    bodyBase64: { type: 'string' },
  },
} as const;

/** Calls with the responses of the upstream and the result that agents get: `spillway test` runs them. */
export const EXAMPLES = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['arguments'],
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 256 },
      arguments: { type: 'object' },
      response: RESPONSE,
      responses: { type: 'array', minItems: 1, items: RESPONSE },
      result: {},
      content: { type: 'array', items: { type: 'object' } },
      isError: { type: 'boolean' },
    },
  },
} as const;

/** Keys of an example, and of a response, that exclude each other. */
const EITHER = [
  ['response', 'responses', 'put all of them into `responses`'],
  ['result', 'content', '`content` has the whole of it'],
] as const;

/** Checks what the schema of examples cannot express. */
export function checkExamples(examples: Json | undefined): readonly Fault[] {
  if (!Array.isArray(examples)) return [];
  return examples.flatMap((example: Json, index) => {
    if (!isJsonObject(example)) return [];
    const faults: Fault[] = EITHER.filter(([one, other]) => one in example && other in example).map(
      ([one, other, fix]) => ({
        path: ['examples', index, one],
        message: `an example has either \`${one}\` or \`${other}\`: ${fix}`,
      }),
    );
    return [...faults, ...bodyFaults(example, index)];
  });
}

function bodyFaults({ response, responses }: JsonObject, index: number): readonly Fault[] {
  const listed = Array.isArray(responses) ? responses : [];
  const places = [
    { given: response, path: ['response'] },
    ...listed.map((given: Json, at) => ({ given, path: ['responses', at] })),
  ];
  return places.flatMap(({ given, path }) => {
    const message = isJsonObject(given) ? bodyProblem(given) : undefined;
    return message === undefined ? [] : [{ path: ['examples', index, ...path, 'bodyBase64'], message }];
  });
}

/** Returns what is wrong with the body of a recorded response. Base64 may have line breaks, as `base64` prints it. */
function bodyProblem({ body, bodyBase64 }: JsonObject): string | undefined {
  if (bodyBase64 === undefined) return undefined;
  if (body !== undefined) return 'a response has either `body` or `bodyBase64`: remove one of them';
  if (typeof bodyBase64 === 'string' && isBase64(bodyBase64.replace(/\s+/g, ''))) return undefined;
  return 'is not base64 (RFC 4648, with padding): write what `base64 < FILE` prints, or a text as `body`';
}
