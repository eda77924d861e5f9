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
      description: "A name from the stage's list of functions, not an ARN.",
    },
    qualifier: {
      type: 'string',
      pattern: '^(?:\\$LATEST|[A-Za-z0-9_-]{1,128})$',
      description: 'Version or alias; default: the one in the listed ARN.',
    },
    invoke: {
      enum: ['stream', 'buffered'],
      default: 'stream',
      description:
        '`stream` uses InvokeWithResponseStream; `buffered` uses Invoke, which returns at most 6 MB, all at once.',
    },
    tool: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      description: "The function's name for the tool, sent in the toolkit's document; default: the tool's name.",
    },
    payload: {
      description:
        "The function's event, from `$args`; a text of the form `{% ... %}` is an expression. Default: the toolkit's document.",
    },
    stream: {
      enum: ['none', 'toolkit', 'ndjson', 'text'],
      description:
        'How the output becomes parts: `none`, only at its end; `toolkit`, the lines of the toolkit; `ndjson`, one JSON row per line; ' +
        '`text`, text as it arrives. Default: `toolkit` without `payload`, `none` with it.',
    },
    row: { description: 'Maps a row of `ndjson`, from `$row` and `$args`; a row without a value is omitted.' },
    result: {
      description:
        'The result, from `$response.payload` (a JSON value, the text, or the rows) and `$args`; default: the payload.',
    },
  },
};
