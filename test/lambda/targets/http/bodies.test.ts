import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../lambda/targets/http/publish.ts';
import { callContext, environment, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

/** Calls a tool and gives what the upstream saw of it. */
async function send(target: JsonObject, args: JsonObject = {}) {
  const tool = toolOf({ type: 'http', url: `${upstream.origin}/`, method: 'POST', ...target });
  await prepareHttp(tool, environment())(args, callContext());
  const seen = upstream.seen.at(-1);
  if (seen === undefined) throw new Error('nothing arrived');
  return seen;
}

/** Reads a form as a server does. */
function formOf({ body, headers }: Awaited<ReturnType<typeof send>>): Promise<FormData> {
  return new Response(Buffer.from(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

const check = (target: JsonObject) =>
  httpTarget.check({
    name: 'tool',
    input: { type: 'object' },
    target: { type: 'http', url: 'https://a.example/', method: 'POST', ...target },
  });

describe('multipart', () => {
  test('sends fields and files', async () => {
    const multipart = {
      purpose: 'assistants',
      file: { filename: '{% $args.name %}', data: '{% $args.data %}', contentType: 'image/png' },
      note: { text: 'héllo', filename: 'note.txt', contentType: 'text/plain' },
      meta: { value: { a: [1] } },
      tags: ['x', 'y'],
      none: '{% $args.none %}',
      absent: { filename: 'a.bin', data: '{% $args.none %}' },
    };

    const form = await formOf(await send({ multipart }, { name: 'a "b".png', data: 'aGVsbG8=' }));

    expect([...form.keys()]).toEqual(['purpose', 'file', 'note', 'meta', 'tags', 'tags']);
    expect(form.get('purpose')).toBe('assistants');
    expect(form.getAll('tags')).toEqual(['x', 'y']);
    expect(form.get('meta')).toBe('{"a":[1]}');
    const file = form.get('file') as File;
    expect({ name: file.name, type: file.type, text: await file.text() }).toEqual({
      name: 'a "b".png',
      type: 'image/png',
      text: 'hello',
    });
    expect(await (form.get('note') as File).text()).toBe('héllo');
  });

  test('an expression makes any number of files', async () => {
    const multipart = { files: "{% [$args.files.{ 'filename': name, 'text': content }] %}" };

    const form = await formOf(
      await send(
        { multipart },
        {
          files: [
            { name: 'a', content: '1' },
            { name: 'b', content: '2' },
          ],
        },
      ),
    );

    expect(form.getAll('files').map((file) => (file as File).name)).toEqual(['a', 'b']);
  });

  test('no argument breaks out of its part', async () => {
    const target = {
      multipart: { a: '{% $args.value %}', f: { filename: '{% $args.name %}', text: '{% $args.value %}' } },
    };
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'x\r\n--BB\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil',
        'a"; name="b',
        '\r\n\r\n--',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (value, name) => {
        fc.pre(value.isWellFormed() && name.isWellFormed());

        const form = await formOf(await send(target, { value, name: `${name}.txt` }));

        expect([...form.keys()]).toEqual(['a', 'f']);
        expect(form.get('a')).toBe(value);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[JsonObject, string]>([
    [{ f: { filename: 'a', data: '{% $args.data %}' } }, 'must be base64'],
    [{ f: { text: '{% $args.list %}' } }, 'must be a string'],
    [{ f: { text: 'a', contentType: '{% $args.crlf %}' } }, 'media type'],
    [{ f: { text: 'a', filename: '{% $args.half %}' } }, 'well-formed'],
  ])('%j is refused', async (multipart, message) => {
    const args = { data: '%%%', list: [1], crlf: 'a\r\nb', half: '\ud800' };

    await expect(send({ multipart }, args)).rejects.toThrow(message);
  });

  test.each<[JsonObject, (string | number)[], string]>([
    [{ f: { filename: 'a' } }, ['multipart', 'f'], 'needs one of value, data, text'],
    [{ f: { text: 'a', data: 'YQ==' } }, ['multipart', 'f', 'text'], '`data` already sets it'],
    [{ f: { text: 'a', type: 'x' } }, ['multipart', 'f', 'type'], 'its keys are'],
    [{ f: { text: 'a', contentType: 'a\nb' } }, ['multipart', 'f', 'contentType'], 'media type'],
    [{ f: [{ a: 1 }] }, ['multipart', 'f', 0], 'needs one of'],
    [{ f: null }, ['multipart', 'f'], 'is null'],
  ])('the check reports %j', async (multipart, path, message) => {
    expect(await check({ multipart })).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});

describe('xml', () => {
  test('writes elements, attributes, text and lists, each escaped', async () => {
    const xml = {
      's:Envelope': {
        '@xmlns:s': 'urn:x',
        's:Body': { Get: { '@id': '{% $args.id %}', name: '{% $args.names %}', none: '{% $args.none %}', empty: {} } },
      },
    };

    const seen = await send({ xml, contentType: 'text/xml' }, { id: '"<&', names: ['a<b', ']]>', 'tab\t'] });

    expect(seen.headers['content-type']).toBe('text/xml');
    expect(seen.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="urn:x"><s:Body><Get id="&quot;&lt;&amp;">' +
        '<name>a&lt;b</name><name>]]&gt;</name><name>tab&#9;</name><empty/></Get></s:Body></s:Envelope>',
    );
  });

  test.each<[unknown, string]>([
    [{ a: '\u0000' }, 'does not allow'],
    [{ a: '\ud800' }, 'does not allow'],
    [{ a: { '1b': 1 } }, 'the name "1b"'],
    [{ a: { 'x><y': 1 } }, 'does not allow'],
    [{ a: { '#text': [1] } }, 'must be strings'],
    [{ a: 1, b: 2 }, 'one member'],
    [['a'], 'one member'],
    [{ a: ['x'] }, 'one member'],
    ['a', 'one member'],
  ])('%j is refused', async (value, message) => {
    await expect(send({ xml: '{% $args.value %}' }, { value } as JsonObject)).rejects.toThrow(message);
  });

  test.each<[JsonObject, (string | number)[], string]>([
    [{ a: 1, b: 2 }, ['xml'], 'found 2'],
    [{}, ['xml'], 'found 0'],
    [{ a: { 'b c': 1 } }, ['xml', 'a', 'b c'], 'not a name'],
    [{ a: { '@:x': 1 } }, ['xml', 'a', '@:x'], 'not a name'],
  ])('the check reports %j', async (xml, path, message) => {
    expect(await check({ xml })).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});

describe('methods and media types', () => {
  test('JSON has the media type that the document sets', async () => {
    const seen = await send({ method: 'PATCH', body: { a: 1 }, contentType: 'application/merge-patch+json' });

    expect(seen).toMatchObject({ body: '{"a":1}', headers: { 'content-type': 'application/merge-patch+json' } });
  });

  test('GET and DELETE carry a body where the document writes it', async () => {
    expect(await send({ method: 'GET', body: { size: 1 } })).toMatchObject({ method: 'GET', body: '{"size":1}' });
    expect(await send({ method: 'DELETE', body: { ids: [1] } })).toMatchObject({
      method: 'DELETE',
      body: '{"ids":[1]}',
    });
  });

  test.each(['QUERY', 'PURGE', 'REPORT', 'VERSION-CONTROL'])('sends %s', async (method) => {
    // Node's own parser knows a fixed list of methods, so the server reads the line itself.
    const lines: string[] = [];
    const server = createServer().on('connection', (socket) => {
      socket.once('data', (data) => {
        lines.push(String(data).split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
    });
    server.removeAllListeners('request');
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;

    await prepareHttp(toolOf({ type: 'http', url, method }), environment())({}, callContext());

    expect(lines).toEqual([`${method} /x HTTP/1.1`]);
    await new Promise((closed) => server.close(closed));
  });

  test.each<[JsonObject, string, string]>([
    [{ method: 'TRACE' }, 'method', 'TRACE is not a method'],
    [{ method: 'CONNECT' }, 'method', 'CONNECT is not a method'],
    [{ method: 'HEAD', body: {} }, 'body', 'HEAD request has no body'],
    [{ method: undefined, body: {} }, 'body', 'writes `method: GET`'],
    [{ form: { a: 1 }, contentType: 'text/plain' }, 'contentType', '`form` has a fixed type'],
    [{ contentType: 'text/plain' }, 'contentType', 'no key sets a body'],
    [
      { multipart: { a: 1 }, headers: { 'content-Type': 'multipart/form-data' } },
      'headers.content-Type',
      'replaces the type of `multipart`',
    ],
    [{ body: {}, xml: { a: 1 } }, 'xml', '`body` already sets it'],
  ])('the check reports %j', async (target, key, message) => {
    expect(await check(target)).toEqual([{ path: key.split('.'), message: expect.stringContaining(message) }]);
  });
});
