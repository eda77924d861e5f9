import { boundedText } from '../../../../lambda/protocol/operation/bounded-text.ts';

const request = { method: 'POST', path: '/mcp', headers: {}, body: '', remainingMs: 30_000, streams: true };
const bounds = { label: 'prompt review', resultBytes: 1_000, request };

describe('the text of a result', () => {
  test('passes where it fits, to the byte', () => {
    for (const text of ['', 'x'.repeat(1_000), 'é'.repeat(500)]) expect(boundedText(text, bounds)).toBe(text);
  });

  test('that is too large is refused, and the error says what to change', () => {
    expect(() => boundedText('é'.repeat(501), bounds)).toThrow(
      'The result of prompt review has 1002 bytes; its limit is 1000. For the operator: see limits.resultBytes of its document.',
    );
  });

  test('that a path which does not stream cannot carry is refused there only', () => {
    const large = { ...bounds, resultBytes: 6_000_000 };
    const text = '"'.repeat(600_000); // each is escaped once more on that path
    expect(boundedText(text, large)).toBe(text);
    expect(() => boundedText(text, { ...large, request: { ...request, streams: false } })).toThrow(
      'The result of prompt review is larger than the 1 MB that a batch carries.',
    );
  });
});
