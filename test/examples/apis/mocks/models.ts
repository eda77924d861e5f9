import { deepEqual, equal } from 'node:assert/strict';
import { type Api, byRoute, hasBearer, hasHeader, type Reply } from '../support/api.ts';

const events = (body: string): Reply => ({ headers: { 'content-type': 'text/event-stream; charset=utf-8' }, body });

const chunk = (content: string) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;

export const openai: Api = {
  server: 'openai',
  secrets: { key: 'sk-proj-1' },
  hosts: {
    'api.openai.com': byRoute(
      {
        'POST /v1/chat/completions': ({ body }) => {
          const { messages, ...rest } = JSON.parse(body);
          deepEqual(rest, { model: 'gpt-4.1-mini', stream: true });
          const [{ content }] = messages;
          if (content === '') {
            const message = "Invalid 'messages[0].content': string too short.";
            const error = {
              message,
              type: 'invalid_request_error',
              param: 'messages[0].content',
              code: 'string_too_short',
            };
            return { status: 400, body: { error } };
          }
          // The first chunk has a role and no text, the last one neither.
          const first = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
          const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
          const overload =
            'data: {"error":{"message":"The server had an error while processing your request.","type":"server_error"}}\n\n';
          if (content === 'overload') return events(`${first}${chunk('Hel')}${overload}`);
          return events(content === 'silence' ? first + end : `${first}${chunk('Hel')}${chunk('lo')}${end}`);
        },
        'POST /v1/images/generations': ({ body }) => {
          deepEqual(JSON.parse(body), { model: 'gpt-image-1', prompt: 'a dot', size: '1024x1024' });
          return { body: { created: 1, data: [{ b64_json: 'iVBORw0KGgo=' }] } };
        },
        'POST /v1/files': ({ body }) => {
          const parts = body.split(/--spillway-[0-9a-f]+(?:--)?\r\n/).map((part) => part.trim());
          deepEqual(parts.slice(1, 3), [
            'Content-Disposition: form-data; name="purpose"\r\n\r\nassistants',
            'Content-Disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: application/octet-stream\r\n\r\nhello'.replaceAll(
              '\\"',
              '%22',
            ),
          ]);
          return { body: { id: 'file-1', object: 'file', bytes: 5, purpose: 'assistants' } };
        },
      },
      hasBearer('sk-proj-1'),
    ),
  },
  calls: [
    { tool: 'ask_model', title: 'an answer in parts', args: { prompt: 'Hi' }, gives: 'Hello' },
    {
      tool: 'ask_model',
      title: 'an error within the answer',
      args: { prompt: 'overload' },
      fails:
        "The tool's expression `row` failed: The server had an error while processing your request. Before that, 2 rows arrived.",
    },
    {
      tool: 'ask_model',
      title: 'a prompt that is refused',
      args: { prompt: '' },
      fails:
        "POST api.openai.com/v1/chat/completions returned 400 Bad Request: messages[0].content: Invalid 'messages[0].content': string too short. (string_too_short, invalid_request_error)",
    },
    {
      tool: 'draw_image',
      title: 'a picture',
      args: { prompt: 'a dot' },
      content: [{ type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }],
    },
    {
      tool: 'upload_file',
      title: 'a file whose name has quotes',
      args: { filename: 'a "b".txt', data: 'aGVsbG8=' },
      gives: { id: 'file-1', bytes: 5 },
    },
  ],
};

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const delta = (text: string) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });

export const anthropic: Api = {
  server: 'anthropic',
  secrets: { key: 'sk-ant-1' },
  hosts: {
    'api.anthropic.com': byRoute(
      {
        'POST /v1/messages': ({ body }) => {
          const { messages, ...rest } = JSON.parse(body);
          deepEqual(rest, { model: 'claude-sonnet-4-5', max_tokens: 4096, stream: true });
          const begin = event('message_start', { message: { id: 'm', role: 'assistant' } }) + event('ping', {});
          if (messages[0].content === 'busy') {
            return events(
              begin +
                event('error', {
                  error: { type: 'overloaded_error', message: 'Overloaded' },
                }),
            );
          }
          const end = event('message_delta', { delta: { stop_reason: 'end_turn' } }) + event('message_stop', {});
          return events(begin + delta('Hel') + delta('lo') + end);
        },
      },
      (request) => {
        equal(request.headers['anthropic-version'], '2023-06-01');
        hasHeader('x-api-key', 'sk-ant-1')(request);
      },
    ),
  },
  calls: [
    { tool: 'ask_model', title: 'an answer in parts', args: { prompt: 'Hi' }, gives: 'Hello' },
    {
      tool: 'ask_model',
      title: 'an error in the stream',
      args: { prompt: 'busy' },
      fails: "The tool's expression `row` failed: Overloaded.",
    },
  ],
};
