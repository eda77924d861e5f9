import type { JsonObject } from '../../../../lambda/json.ts';
import { staticTarget } from '../../../../lambda/targets/static/publish.ts';
import { prepareStatic } from '../../../../lambda/targets/static/static-tool.ts';
import { callContext, environment, toolOf } from '../support.ts';

const call = (target: Parameters<typeof toolOf>[0]) => prepareStatic(toolOf(target), environment())({}, callContext());

describe('static target', () => {
  test('text is one text block', () => {
    expect(call({ type: 'static', text: 'hello' })).toEqual({ content: [{ type: 'text', text: 'hello' }] });
  });

  test('json is structured content and its text', () => {
    expect(call({ type: 'static', json: { a: 1 } })).toEqual({
      content: [{ type: 'text', text: '{"a":1}' }],
      structuredContent: { a: 1 },
    });
  });

  test.each([[null], [false], [0], ['']])('json may be %j', (json) => {
    expect(call({ type: 'static', json })).toEqual({
      content: [{ type: 'text', text: JSON.stringify(json) }],
      structuredContent: json,
    });
  });

  test('blocks pass as they are, beside structured content and the error mark', () => {
    const content = [{ type: 'audio', data: 'AAAA', mimeType: 'audio/wav' }];
    expect(call({ type: 'static', content, structuredContent: [1], isError: true })).toEqual({
      content,
      structuredContent: [1],
      isError: true,
    });
  });

  test('every call answers the same frozen object, at once', () => {
    const prepared = prepareStatic(toolOf({ type: 'static', text: 'hello' }), environment());
    const first = prepared({}, callContext());
    expect(prepared({ other: 1 }, callContext())).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
  });

  test('expressions are evaluated with the arguments of each call, and everything else stays', async () => {
    const target = {
      type: 'static',
      content: [
        { type: 'text', text: "{% 'Hello ' & $args.name %}", _meta: { a: '{% $args.none %}', b: 'c' } },
        { type: 'resource_link', uri: '{% $args.uri %}', name: 'n' },
      ],
      structuredContent: { n: '{% $args.n + 1 %}', fixed: ['x'] },
    };
    const prepared = prepareStatic(toolOf(target), environment());

    const first = await prepared({ name: 'Ana', uri: 'a:b', n: 1 }, callContext());
    const second = await prepared({ name: 'Bo', uri: 'a:c', n: 2 }, callContext());

    expect(first).toEqual({
      content: [
        { type: 'text', text: 'Hello Ana', _meta: { b: 'c' } },
        { type: 'resource_link', uri: 'a:b', name: 'n' },
      ],
      structuredContent: { n: 2, fixed: ['x'] },
    });
    expect(second).toMatchObject({ content: [{ text: 'Hello Bo' }, { uri: 'a:c' }], structuredContent: { n: 3 } });
  });

  test.each([
    [{ text: '{% $args.name %}' }, { content: [{ type: 'text', text: 'Ana' }] }],
    [{ text: '{% $args.list %}' }, { content: [{ type: 'text', text: '[1]' }] }],
    [{ json: '{% $args.list %}' }, { content: [{ type: 'text', text: '[1]' }], structuredContent: [1] }],
  ])('the expression of %j becomes the result', async (target, result) => {
    const prepared = prepareStatic(toolOf({ type: 'static', ...target }), environment());
    expect(await prepared({ name: 'Ana', list: [1] }, callContext())).toEqual(result);
  });

  test.each<[JsonObject, string]>([
    [{ text: '{% $args.none %}' }, '`text` has no value'],
    [{ json: '{% $args.none %}' }, '`json` has no value'],
    [{ content: [{ type: 'text', text: '{% $args.none %}' }] }, '`content.0` needs text, a string'],
    [{ content: [{ type: 'image', data: '{% $args.name %}', mimeType: 'image/png' }] }, '`content.0` needs data'],
    [{ text: '{% $args.long %}' }, 'more than 100 bytes'],
  ])('the agent learns what is wrong with the value of %j', async (target, message) => {
    const prepared = prepareStatic(toolOf({ type: 'static', ...target }), environment());
    const args = { name: 'Ana', long: 'x'.repeat(101) };
    await expect(async () => prepared(args, callContext({ resultBytes: 100 }))).rejects.toThrow(message);
  });

  test('check names the place of a time that is none', async () => {
    const link = { type: 'resource_link', uri: 'a:b', name: 'n', annotations: { lastModified: '2025-13-01' } };
    expect(await staticTarget.check(toolOf({ type: 'static', content: [link] }))).toEqual([
      { path: ['content', 0, 'annotations', 'lastModified'], message: expect.stringContaining('not a valid time') },
    ]);
  });

  test('check names the place of broken base64', async () => {
    const blob = { type: 'resource', resource: { uri: 'a:b', blob: 'AAA' } };
    const problems = await staticTarget.check(toolOf({ type: 'static', content: [{ type: 'text', text: '' }, blob] }));
    expect(problems).toEqual([
      { path: ['content', 1, 'resource', 'blob'], message: expect.stringContaining('not base64') },
    ]);
  });
});
