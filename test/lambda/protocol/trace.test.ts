import type { JsonObject } from '../../../lambda/json.ts';
import { readTrace, traceIdOf } from '../../../lambda/protocol/trace.ts';
import type { CallContext } from '../../../lambda/targets/types.ts';
import { createTestServer, legacy, META, modern, modernHeaders, tool } from './support/server.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const traceparent = `00-${TRACE_ID}-${PARENT_ID}-01`;
const read = (meta: JsonObject) => readTrace({ _meta: meta });

describe('the trace of a request', () => {
  test('is what the caller says, and has an id to find it by', () => {
    const trace = {
      traceparent,
      tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
      baggage: 'userId=alice;secret,k=%C3%A9',
    };
    expect(read({ ...trace, progressToken: 1 })).toEqual(trace);
    expect(traceIdOf({ traceparent })).toBe(TRACE_ID);
  });

  test.each([
    ['nothing', undefined],
    ['a number', 7],
    ['upper case', traceparent.toUpperCase()],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT_ID}-01`],
    ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['a version that is none', `ff-${TRACE_ID}-${PARENT_ID}-01`],
    ['more than version 00 has', `${traceparent}-01`],
    ['less', `00-${TRACE_ID}-${PARENT_ID}`],
    ['a line break', `${traceparent}\r\nx: y`],
    ['a version to come that says too much', `01-${TRACE_ID}-${PARENT_ID}-01-${'a'.repeat(300)}`],
  ])('%s is no trace, and what came with it has none to belong to', (_, parent) => {
    expect(
      read({ ...(parent !== undefined && { traceparent: parent }), tracestate: 'a=b', baggage: 'a=b' }),
    ).toBeUndefined();
  });

  test.each([
    [`cc-${TRACE_ID}-${PARENT_ID}-01`, '01'],
    [`cc-${TRACE_ID}-${PARENT_ID}-ff-what-the-future-brings`, '03'],
  ])('a version to come is passed on as the one that is known: %s', (parent, flags) => {
    expect(read({ traceparent: parent })).toEqual({ traceparent: `00-${TRACE_ID}-${PARENT_ID}-${flags}` });
  });

  test.each([
    ['a member without a value', { tracestate: 'a' }],
    ['a key in upper case', { tracestate: 'A=b' }],
    ['a line break', { tracestate: 'a=b\r\nx: y', baggage: 'a=b\r\nx: y' }],
    ['33 members', { tracestate: Array.from({ length: 33 }, (_, n) => `k${n}=v`).join(',') }],
    ['a space in a key of baggage', { baggage: 'a b=c' }],
    ['an empty member of baggage', { baggage: 'a=b,,c=d' }],
    ['a letter that is not ASCII', { baggage: 'a=é', tracestate: 'a=é' }],
    ['more than 8,192 characters of baggage', { baggage: `a=${'b'.repeat(8_191)}` }],
    ['what is no text', { tracestate: ['a=b'], baggage: { a: 'b' } }],
  ])('%s is left out, and the trace stays', (_, meta) => {
    expect(read({ traceparent, ...meta })).toEqual({ traceparent });
  });

  test('a long tracestate loses its oldest members, whole', () => {
    const member = (key: string) => `${key}=${'x'.repeat(200)}`;
    const trace = read({ traceparent, tracestate: ` ${member('a')} ,,${member('b')},${member('c')}` });
    expect(trace?.tracestate).toBe(`${member('a')},${member('b')}`);
  });

  test('costs no time that grows faster than what is sent', () => {
    const hostile = [
      `a=${'b;'.repeat(4_000)}`,
      `${' '.repeat(8_000)}=`,
      `a${'\t'.repeat(8_000)}`,
      `a=b;${'c =d;'.repeat(1_500)}=`,
    ];
    for (const text of hostile) expect(() => read({ traceparent, tracestate: text, baggage: text })).not.toThrow();
  });
});

describe('a call that belongs to a trace', () => {
  test.each([
    ['2026-07-28', modern('tools/call', { name: 'greet', _meta: { ...META, traceparent } })],
    ['2025-11-25', legacy('tools/call', { name: 'greet', _meta: { traceparent } })],
  ])('hands it to the target, and what goes wrong is logged under its id (%s)', async (version, message) => {
    const seen: CallContext['trace'][] = [];
    const run = (_args: JsonObject, context: CallContext): never => {
      seen.push(context.trace);
      throw new Error('a bug');
    };
    const server = createTestServer([tool()], { run });
    const headers = { ...modernHeaders('tools/call', { 'mcp-name': 'greet' }), 'mcp-protocol-version': version };

    expect((await server.post(message, headers)).body.error.code).toBe(-32603);

    expect(seen).toEqual([{ traceparent }]);
    expect(server.logged).toMatchObject([
      { message: 'internal error', fields: { traceId: TRACE_ID, errorId: 'id-1' } },
    ]);
  });
});
