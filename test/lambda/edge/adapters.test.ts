import { EventEmitter } from 'node:events';
import { fromAlb, fromApiGateway, toAlb, wantsMultiValueHeaders, writeStreamed } from '../../../lambda/edge/index.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 29_000 };
const ALB = {
  requestContext: {
    elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/direct/1' },
  },
  httpMethod: 'POST',
  path: '/mcp/orders',
  queryStringParameters: {},
  isBase64Encoded: false,
};

describe('an ALB event becomes a request', () => {
  test('with single-value headers', () => {
    const event = { ...ALB, headers: { 'content-type': 'application/json', 'mcp-method': 'ping' }, body: '{"a":"é"}' };
    expect(wantsMultiValueHeaders(event)).toBe(false);
    expect(fromAlb(event, CONTEXT)).toEqual({
      method: 'POST',
      path: '/mcp/orders',
      headers: { 'content-type': 'application/json', 'mcp-method': 'ping' },
      body: '{"a":"é"}',
      remainingMs: 29_000,
      streams: false,
    });
  });

  test('with multi-value headers, whose lines join', () => {
    const event = {
      ...ALB,
      multiValueHeaders: { accept: ['application/json', 'text/event-stream'], Host: ['a'] },
      body: '',
    };
    expect(wantsMultiValueHeaders(event)).toBe(true);
    expect(fromAlb(event, CONTEXT).headers).toEqual({ accept: 'application/json, text/event-stream', host: 'a' });
  });

  test.each([
    [{ queryStringParameters: { challenge: '1' } }],
    [{ queryStringParameters: { a: 'b', Challenge: '1' } }],
    [{ multiValueQueryStringParameters: { challenge: ['1'] } }],
    [{ multiValueQueryStringParameters: { challenge: ['0', '1'], a: ['b'] } }],
    [{ multiValueQueryStringParameters: { challenge: ['0'], CHALLENGE: ['1'] } }],
    [{ multiValueQueryStringParameters: { '%63hallenge': ['%31'] } }],
  ])('that came for a challenge: %j', (query) => {
    expect(fromAlb({ ...ALB, headers: {}, ...query }, CONTEXT).challenge).toBe(true);
  });

  test.each([
    [{}],
    [{ queryStringParameters: null, multiValueQueryStringParameters: null }],
    [{ queryStringParameters: { challenge: '0', challenged: '1', a: 'challenge=1' } }],
    [{ multiValueQueryStringParameters: { challenge: ['11', '', '%'], '%': ['1'] } }],
  ])('that did not: %j', (query) => {
    expect(fromAlb({ ...ALB, headers: {}, ...query }, CONTEXT)).not.toHaveProperty('challenge');
  });

  test('with a Base64 body', () => {
    const body = Buffer.from('{"a":"☃"}').toString('base64');
    expect(fromAlb({ ...ALB, headers: {}, body, isBase64Encoded: true }, CONTEXT).body).toBe('{"a":"☃"}');
  });

  test('with equal lines of a header, which count once', () => {
    const multiValueHeaders = { 'mcp-method': ['ping', 'ping'], Accept: ['a', 'b', 'a'], accept: ['a, b'] };
    expect(fromAlb({ ...ALB, multiValueHeaders }, CONTEXT).headers).toEqual({ 'mcp-method': 'ping', accept: 'a, b' });
    const headers = { 'mcp-method': 'ping', 'Mcp-Method': 'ping' };
    expect(fromAlb({ ...ALB, headers }, CONTEXT).headers).toEqual({ 'mcp-method': 'ping' });
  });

  test.each([
    [{ multiValueHeaders: { authorization: ['Bearer a', 'Bearer a'] } }, 'authorization', 'Bearer a, Bearer a'],
    [{ multiValueHeaders: { 'x-api-key': ['a'], 'X-Api-Key': ['a'] } }, 'x-api-key', 'a, a'],
    [{ headers: { authorization: 'Bearer a', Authorization: 'Bearer a' } }, 'authorization', 'Bearer a, Bearer a'],
  ])('with credentials that are sent twice, which count twice: %j', (lines, name, value) => {
    expect(fromAlb({ ...ALB, ...lines }, CONTEXT).headers).toEqual({ [name]: value });
  });

  test.each([false, true])('with a byte-order mark, which is ignored (Base64: %s)', (isBase64Encoded) => {
    const text = '\ufeff{"a":"\ufeff"}';
    const body = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
    expect(fromAlb({ ...ALB, headers: {}, body, isBase64Encoded }, CONTEXT).body).toBe('{"a":"\ufeff"}');
  });

  test.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['Latin-1', [0x22, 0xe9, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16 with its mark', [0xff, 0xfe, 0x22, 0x00]],
  ])('with %s, which is not replaced', (_, bytes) => {
    const body = Buffer.from(bytes).toString('base64');
    expect(fromAlb({ ...ALB, headers: {}, body, isBase64Encoded: true }, CONTEXT)).toMatchObject({
      body: '',
      invalidUtf8: true,
    });
  });

  describe('as text, in which the load balancer has replaced what is not UTF-8', () => {
    const read = (bytes: Buffer, length: number | undefined) =>
      fromAlb({ ...ALB, headers: { 'content-length': length?.toString() }, body: bytes.toString('utf8') }, CONTEXT);
    const latin1 = Buffer.from('{"a":"Größe"}', 'latin1');

    test('is not UTF-8 when the client announced fewer bytes', () => {
      expect(read(latin1, latin1.length)).toMatchObject({ body: '', invalidUtf8: true });
    });

    test('is the text when the client sent that character itself', () => {
      const own = Buffer.from('\ufeff{"a":"\ufffd"}');
      expect(read(own, own.length)).toMatchObject({ body: '{"a":"\ufffd"}' });
      expect(read(own, own.length).invalidUtf8).toBeUndefined();
    });

    test('is taken as it is when the client announced no length', () => {
      expect(read(latin1, undefined).body).toBe('{"a":"Gr\ufffd\ufffde"}');
    });
  });

  test('without a body', () => {
    expect(fromAlb({ ...ALB, headers: {} }, CONTEXT).body).toBe('');
  });

  test('a header called __proto__ is only a header', () => {
    const headers = JSON.parse('{"__proto__":"x","accept":"y"}');
    expect(fromAlb({ ...ALB, headers }, CONTEXT).headers.accept).toBe('y');
  });
});

test('a REST API event becomes the same request, whatever the case of its headers', () => {
  const event = {
    httpMethod: 'POST',
    path: '/mcp/orders',
    pathParameters: { proxy: 'mcp/orders' },
    headers: { 'Content-Type': 'application/json', 'MCP-Protocol-Version': '2026-07-28' },
    body: '{}',
    isBase64Encoded: false,
  };
  expect(fromApiGateway(event, CONTEXT)).toEqual({
    method: 'POST',
    path: '/mcp/orders',
    headers: { 'content-type': 'application/json', 'mcp-protocol-version': '2026-07-28' },
    body: '{}',
    remainingMs: 29_000,
    streams: true,
  });
  expect(fromApiGateway({ ...event, pathParameters: null, headers: null, body: null }, CONTEXT)).toMatchObject({
    path: '/',
    headers: {},
    body: '',
  });
});

test('a header that is sent twice is one list, whichever way it came', () => {
  const event = {
    httpMethod: 'POST',
    pathParameters: { proxy: 'mcp' },
    headers: { 'Mcp-Name': 'two' },
    multiValueHeaders: { 'Mcp-Name': ['one', 'two'] },
    body: '{}',
    isBase64Encoded: false,
  };
  expect(fromApiGateway(event, CONTEXT).headers).toEqual({ 'mcp-name': 'one, two' });
  expect(fromAlb({ ...ALB, multiValueHeaders: event.multiValueHeaders }, CONTEXT).headers).toEqual({
    'mcp-name': 'one, two',
  });
});

test.each(['Authorization', 'X-Api-Key'])('%s keeps equal lines, so that a repeated credential is seen', (name) => {
  const twice = { [name.toLowerCase()]: 'a, a' };
  const multiValueHeaders = { [name]: ['a', 'a'] };
  const event = { httpMethod: 'POST', pathParameters: null, headers: null, body: '', isBase64Encoded: false };
  expect(fromApiGateway({ ...event, multiValueHeaders }, CONTEXT).headers).toEqual(twice);
  expect(fromAlb({ ...ALB, multiValueHeaders }, CONTEXT).headers).toEqual(twice);
  const spelled = { [name]: ['a'], [name.toUpperCase()]: ['a'] };
  expect(fromAlb({ ...ALB, multiValueHeaders: spelled }, CONTEXT).headers).toEqual(twice);
  expect(fromAlb({ ...ALB, multiValueHeaders: { accept: ['a', 'a'] } }, CONTEXT).headers).toEqual({ accept: 'a' });
});

test('names that differ in case only are one header', () => {
  const twice = { 'Mcp-Name': 'one', 'mcp-name': 'two' };
  const lists = { 'Mcp-Name': ['one'], 'mcp-name': ['two'] };
  expect(fromAlb({ ...ALB, headers: twice }, CONTEXT).headers).toEqual({ 'mcp-name': 'one, two' });
  expect(fromAlb({ ...ALB, multiValueHeaders: lists }, CONTEXT).headers).toEqual({ 'mcp-name': 'one, two' });
});

describe('the address of the client is the last one that the load balancer wrote', () => {
  const rest = (lines: readonly string[], sourceIp?: string) =>
    fromApiGateway(
      {
        httpMethod: 'POST',
        pathParameters: { proxy: 'mcp/orders' },
        headers: null,
        multiValueHeaders: { 'X-Forwarded-For': lines },
        ...(sourceIp !== undefined && { requestContext: { identity: { sourceIp } } }),
        body: null,
        isBase64Encoded: false,
      },
      CONTEXT,
    ).address;

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['spoofed,  2001:db8::1 ', '2001:db8::1'],
    ['', ''],
  ])('%j in front of a function', (header, address) => {
    expect(fromAlb({ ...ALB, headers: { 'x-forwarded-for': header } }, CONTEXT).address).toBe(address);
  });

  test('and absent without it', () => {
    expect(fromAlb({ ...ALB, headers: {} }, CONTEXT).address).toBeUndefined();
  });

  test('whatever a client wrote before, also the same address in lines of its own', () => {
    const multiValueHeaders = { 'x-forwarded-for': ['203.0.113.7', '198.51.100.1', '203.0.113.7'] };
    expect(fromAlb({ ...ALB, multiValueHeaders }, CONTEXT).address).toBe('203.0.113.7');
    const headers = { 'X-Forwarded-For': '203.0.113.7', 'x-forwarded-for': '203.0.113.7' };
    expect(fromAlb({ ...ALB, headers }, CONTEXT).address).toBe('203.0.113.7');
  });

  test('also behind API Gateway, which may append the address of the load balancer', () => {
    expect(rest(['198.51.100.1, 203.0.113.7'], '10.0.0.4')).toBe('203.0.113.7');
    expect(rest(['198.51.100.1, 203.0.113.7, 10.0.0.4'], '10.0.0.4')).toBe('203.0.113.7');
    expect(rest(['203.0.113.7, 10.0.0.4'], '10.0.0.4')).toBe('203.0.113.7');
    expect(rest(['10.0.0.4'], '10.0.0.4')).toBe('10.0.0.4');
    expect(rest(['203.0.113.7'])).toBe('203.0.113.7');
  });
});

describe('a response becomes the document that an ALB takes', () => {
  const response = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"say":"hi"}' };

  test('with single headers', () => {
    expect(toAlb(response, false)).toEqual({
      statusCode: 200,
      headers: response.headers,
      body: response.body,
      isBase64Encoded: false,
    });
  });

  test('with lists, when the event had lists', () => {
    const result = toAlb(response, true);
    expect(result.headers).toBeUndefined();
    expect(result.multiValueHeaders).toEqual({ 'content-type': ['application/json'] });
  });

  test('an escaped body is copied into the same document', () => {
    const escapedBody = JSON.stringify(response.body).slice(1, -1);
    expect(JSON.stringify(toAlb({ ...response, escapedBody }, false))).toBe(JSON.stringify(toAlb(response, false)));
  });
});

describe('a response is streamed', () => {
  class Sink extends EventEmitter {
    readonly calls: string[] = [];
    readonly full: boolean;
    constructor(full = false) {
      super();
      this.full = full;
    }
    write(chunk: string): boolean {
      this.calls.push(`write ${chunk}`);
      return !this.full;
    }
    end(): void {
      this.calls.push('end');
    }
  }
  const withPrelude = (sink: Sink, metadata: object) => {
    sink.calls.push(JSON.stringify(metadata));
    return sink;
  };
  const WRITING = { withPrelude: withPrelude as never };
  const only = async function* (chunk: string) {
    yield chunk;
  };
  const response = { status: 202, headers: { a: 'b' }, body: '' };

  test('an empty write brings the prelude out before the end', async () => {
    const sink = new Sink();
    await writeStreamed(sink, response, WRITING);
    expect(sink.calls.slice(1)).toEqual(['write ', 'end']);
  });

  test('an empty body is announced, or has one newline', async () => {
    const [announced, marked] = [new Sink(), new Sink()];

    await writeStreamed(announced, response, WRITING);
    await writeStreamed(marked, response, { ...WRITING, emptyBody: 'newline' });

    expect(announced.calls).toEqual(['{"statusCode":202,"headers":{"a":"b","content-length":"0"}}', 'write ', 'end']);
    expect(marked.calls).toEqual(['{"statusCode":202,"headers":{"a":"b"}}', 'write ', 'write \n', 'end']);
  });

  test.each(['none', 'newline'] as const)(
    'what has a body or cannot have one is left alone (%s)',
    async (emptyBody) => {
      const [text, frames, none] = [new Sink(), new Sink(), new Sink()];

      await writeStreamed(text, { ...response, body: 'text' }, { ...WRITING, emptyBody });
      await writeStreamed(frames, { ...response, frames: { chunks: only('one'), keepAlive: ':' } }, WRITING);
      await writeStreamed(none, { ...response, status: 204 }, { ...WRITING, emptyBody });

      expect(text.calls).toEqual(['{"statusCode":202,"headers":{"a":"b"}}', 'write ', 'write text', 'end']);
      expect(frames.calls).toEqual(['{"statusCode":202,"headers":{"a":"b"}}', 'write ', 'write one', 'end']);
      expect(none.calls).toEqual(['{"statusCode":204,"headers":{"a":"b"}}', 'write ', 'end']);
    },
  );

  test('a full stream is waited for', async () => {
    const sink = new Sink(true);
    const written = writeStreamed(sink, { ...response, body: 'text' }, WRITING);
    await Promise.resolve();
    expect(sink.calls.at(-1)).toBe('write text');
    sink.emit('drain');
    await written;
    expect(sink.calls.at(-1)).toBe('end');
  });

  test('frames leave one at a time, and the next is not asked for while the stream is full', async () => {
    const sink = new Sink(true);
    const chunks = (async function* () {
      for (const chunk of ['one', 'two']) {
        sink.calls.push(`made ${chunk}`);
        yield chunk;
      }
    })();
    const written = writeStreamed(sink, { ...response, frames: { chunks, keepAlive: ':' } }, WRITING);
    await new Promise(setImmediate);
    expect(sink.calls.slice(1)).toEqual(['write ', 'made one', 'write one']);
    sink.emit('drain');
    await new Promise(setImmediate);
    sink.emit('drain');
    await written;
    expect(sink.calls.slice(-3)).toEqual(['made two', 'write two', 'end']);
  });

  test('silence between two frames is filled', async () => {
    const sink = new Sink();
    const chunks = (async function* () {
      yield 'one';
      while (sink.calls.filter((call) => call === 'write : alive').length < 2) await new Promise(setImmediate);
      yield 'two';
    })();
    await writeStreamed(
      sink,
      { ...response, frames: { chunks, keepAlive: ': alive' } },
      { ...WRITING, keepAliveMs: 2 },
    );
    expect(sink.calls.at(-2)).toBe('write two');
    const { length } = sink.calls;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(sink.calls).toHaveLength(length);
  });

  describe('a filler', () => {
    const FILLED = { ...WRITING, flush: 'filler' } as const;
    /** A whole turn of the event loop, and the rest of the present one. */
    const turns = async (count: number) => {
      for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
    };
    const framesOf = (chunks: AsyncIterable<string>) => ({ chunks, keepAlive: ': alive', filler: ':' });

    test('follows a chunk that no other follows, once', async () => {
      const sink = new Sink();
      const chunks = (async function* () {
        yield 'one';
        await turns(20);
        yield 'two';
        await turns(20);
        yield 'last';
      })();

      await writeStreamed(sink, { ...response, frames: framesOf(chunks) }, FILLED);
      await turns(5);

      expect(sink.calls.slice(2)).toEqual(['write one', 'write :', 'write two', 'write :', 'write last', 'end']);
    });

    test('is not written between chunks that follow at once, whether of one turn or of the next', async () => {
      const sink = new Sink();
      const chunks = (async function* () {
        for (let row = 0; row < 100; row += 1) {
          yield 'row';
          if (row % 10 === 9) await turns(1);
        }
      })();

      await writeStreamed(sink, { ...response, frames: framesOf(chunks) }, FILLED);

      expect(sink.calls.filter((call) => call === 'write row')).toHaveLength(100);
      expect(sink.calls).not.toContain('write :');
    });

    test('is not written to a stream that became full in the meantime', async () => {
      const sink = new Sink();
      const { write } = Sink.prototype;
      sink.write = (chunk) => write.call(sink, chunk) && chunk !== 'two';
      const chunks = (async function* () {
        yield 'one';
        await turns(1);
        yield 'two';
      })();

      const written = writeStreamed(sink, { ...response, frames: framesOf(chunks) }, FILLED);
      await turns(20);
      expect(sink.calls.slice(2)).toEqual(['write one', 'write two']);

      sink.emit('drain');
      await written;
      expect(sink.calls.at(-1)).toBe('end');
    });

    test('waits until the stream has room, and is not written to one that ended', async () => {
      const sink = new Sink(true);
      const chunks = (async function* () {
        yield 'one';
        await turns(20);
      })();

      const written = writeStreamed(sink, { ...response, frames: framesOf(chunks) }, FILLED);
      await turns(10);
      expect(sink.calls.at(-1)).toBe('write one');

      sink.emit('drain');
      await written;
      expect(sink.calls.slice(-2)).toEqual(['write :', 'end']);
    });

    test('is written by no stage that switched it off, and to no single document', async () => {
      const [off, document] = [new Sink(), new Sink()];
      const late = async function* () {
        await turns(5);
        yield 'one';
        await turns(5);
      };

      await writeStreamed(off, { ...response, frames: framesOf(late()) }, { ...WRITING, flush: 'none' });
      await writeStreamed(document, { ...response, frames: { chunks: late(), keepAlive: ' ' } }, FILLED);

      for (const { calls } of [off, document]) expect(calls.slice(1)).toEqual(['write ', 'write one', 'end']);
    });
  });

  test('a stream that fails is ended all the same', async () => {
    const sink = new Sink();
    sink.write = () => {
      throw new Error('broken');
    };
    await expect(writeStreamed(sink, response, WRITING)).rejects.toThrow('broken');
    expect(sink.calls.at(-1)).toBe('end');
  });
});
