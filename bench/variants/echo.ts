import { Validator } from '@cfworker/json-schema';
import { withPrelude } from '../support/sink.ts';
import { ANSWER_TEXT, SERVER, type Workload } from '../support/workload.ts';
import type { Handler } from './handler.ts';

/**
 * The lower bound, without protocol, catalogue and routing: parses the body, validates the arguments with the functions'
 * validator, and writes a response of the same size.
 */
export function createEcho({ input }: Workload): Handler {
  const validator = new Validator(input, '2020-12', true);
  return async (event, stream) => {
    const { id, params } = JSON.parse(event.body ?? '');
    if (!validator.validate(params.arguments).valid) throw new Error('the bench sends valid arguments');
    const out = withPrelude(stream, { statusCode: 200, headers: { 'content-type': 'application/json' } });
    out.write('');
    out.write(
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        result: {
          content: [{ type: 'text', text: ANSWER_TEXT }],
          resultType: 'complete',
          _meta: { 'io.modelcontextprotocol/serverInfo': { name: SERVER, version: '1.0.0' } },
        },
      }),
    );
    out.end();
  };
}
