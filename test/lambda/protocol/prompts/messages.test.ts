import type { ContentBlock, ToolResult } from '../../../../lambda/content/blocks.ts';
import { messagesOf } from '../../../../lambda/protocol/prompts/messages.ts';

const text = (words: string): ContentBlock => ({ type: 'text', text: words });
const SAID = [
  { role: 'user', content: text('Hello') },
  { role: 'assistant', content: text('Yes?') },
];

describe('messages of a target', () => {
  test.each<[string, ToolResult]>([
    ['structured content', { content: [text('ignored')], structuredContent: { messages: SAID, description: 'Talk.' } }],
    ['the JSON of its only block', { content: [text(JSON.stringify({ messages: SAID, description: 'Talk.' }))] }],
  ])('are those of %s', (_where, result) => {
    expect(messagesOf(result, 'talk')).toEqual({ messages: SAID, description: 'Talk.' });
  });

  test('keep the members of a message that the protocol knows', () => {
    const messages = [{ role: 'user', content: text('a'), secret: 'b' }];
    expect(messagesOf({ content: [], structuredContent: { messages, other: 1 } }, 'talk')).toEqual({
      messages: [{ role: 'user', content: text('a') }],
    });
  });

  test.each<[string, readonly ContentBlock[]]>([
    ['a text', [text('Review it.')]],
    ['JSON that holds no messages', [text('{"a":1}')]],
    ['what only begins like JSON', [text('{messages} are not here')]],
    ['messages after which something follows', [text(JSON.stringify({ messages: SAID })), text('more')]],
    ['an image', [{ type: 'image', data: 'aGk=', mimeType: 'image/png' }]],
  ])('%s is said by the user', (_what, content) => {
    expect(messagesOf({ content }, 'talk').messages).toEqual(
      content.map((block) => ({ role: 'user', content: block })),
    );
  });

  test.each<[string, unknown, string]>([
    ['no object', 'hello', 'message 1 must have the role user or assistant'],
    ['another role', { role: 'system', content: text('a') }, 'message 1 must have the role user or assistant'],
    ['no content', { role: 'user' }, 'the content of message 1 is not an object'],
    ['a text as content', { role: 'user', content: 'a' }, 'the content of message 1 is not an object'],
    [
      'an unknown block',
      { role: 'user', content: { type: 'video' } },
      'the content of message 1 needs type, one of text',
    ],
    ['a text that is none', { role: 'user', content: { type: 'text', text: 1 } }, 'message 1 needs text, a string'],
  ])('%s is refused, and the error says where', (_what, message, words) => {
    const messagesWith = () => messagesOf({ content: [], structuredContent: { messages: [message] } }, 'talk');
    expect(messagesWith).toThrow(
      expect.objectContaining({ name: 'ToolError', message: expect.stringContaining(words) }),
    );
    expect(messagesWith).toThrow('Prompt talk cannot be built with these arguments');
  });
});
