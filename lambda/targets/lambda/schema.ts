import type { JsonObject } from '../../json.ts';

/** JSON Schema of `target: { type: lambda, ... }`. */
export const schema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'function'],
  properties: {
    type: { const: 'lambda' },
    function: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{0,31}$',
      description: "A name from the stage's list of functions; not an ARN.",
    },
    qualifier: {
      type: 'string',
      pattern: '^(?:\\$LATEST|[A-Za-z0-9_-]{1,128})$',
      description: 'Version or alias; by default what the ARN in the list names.',
    },
    invoke: {
      enum: ['stream', 'buffered'],
      default: 'stream',
      description: 'InvokeWithResponseStream, or Invoke, which gives at most 6 MB and all at once.',
    },
    tool: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      description: "What the function calls the tool, told in the toolkit's document; default: the tool's name.",
    },
    payload: {
      description:
        "The function's event, from `$args`; texts that are wholly `{% ... %}` are expressions. Default: the toolkit's document.",
    },
    stream: {
      enum: ['none', 'toolkit', 'ndjson', 'text'],
      description:
        'How what the function writes becomes parts: nothing before the end, lines of the toolkit, one JSON row a line, text as ' +
        'it comes. Default: toolkit without `payload`, none with it.',
    },
    row: { description: 'What a row of `ndjson` becomes, from `$row` and `$args`; a row without one is left out.' },
    result: {
      description:
        'What the agent gets at the end, from `$response.payload` (a JSON value, the text, or the rows) and `$args`; default: the payload.',
    },
  },
};
