import type { RequestListener } from 'node:http';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, partsOf, toolOf } from '../support.ts';
import { type FakeAws, startAws } from './aws.ts';
import { startUpstream } from './upstream.ts';

const SECRET = 'ab/cdEFGH+ijklmnopqrstuv';
/** No part of the secret may be visible, however it is cut. */
const PIECES = Array.from({ length: SECRET.length - 5 }, (_, at) => SECRET.slice(at, at + 6).toLowerCase());

let aws: FakeAws;
beforeAll(async () => {
  aws = await startAws();
  aws.secrets.set('spillway/test/test/api', SECRET);
});
afterAll(() => aws.close());

/** Everything that the agent sees of one call. */
async function seen(answer: RequestListener, target: JsonObject = {}): Promise<string> {
  const upstream = await startUpstream(answer);
  const auth = { type: 'bearer', secret: 'api' };
  const tool = toolOf({ type: 'http', url: `${upstream.origin}/a`, auth, retries: 0, ...target });
  const texts: string[] = [];
  try {
    const context = callContext({ timeoutMs: 30_000, secretHosts: () => [upstream.host] });
    for await (const part of partsOf(prepareHttp(tool, environment())({}, context))) {
      const content = part.type === 'partial' ? part.content : part.type === 'result' ? part.result.content : [];
      texts.push(content.map((block) => (block.type === 'text' ? block.text : JSON.stringify(block))).join(''));
    }
  } catch (error) {
    texts.push(String(error));
  }
  await upstream.close();
  return texts.join('');
}

const pieces = (text: string) => PIECES.filter((piece) => text.toLowerCase().includes(piece));
const failing =
  (body: string, type = 'text/plain'): RequestListener =>
  (_, response) =>
    response.writeHead(400, { 'content-type': type }).end(body);
const succeeding =
  (body: string, type: string): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': type }).end(body);

describe('a secret that an upstream echoes', () => {
  test('is masked before an error is cut', async () => {
    for (const pad of [2_000, 2_030, 2_035, 2_040, 2_045]) {
      expect(pieces(await seen(failing(`${'x'.repeat(pad)}${SECRET}`)))).toEqual([]);
      expect(pieces(await seen(failing(JSON.stringify({ message: 'x'.repeat(pad) + SECRET }))))).toEqual([]);
    }
  });

  test('is masked where the beginning of a long error ends', async () => {
    const body = `${SECRET} `.repeat(2_000);
    const text = await seen(failing(body));

    expect(text).toContain('[secret]');
    expect(pieces(text)).toEqual([]);
  });

  test.each([180, 190, 280, 290])('is masked in a URL that is cut after %i characters', async (pad) => {
    const path = `/${'x'.repeat(pad)}${SECRET.replaceAll('/', '%2f')}`;
    const refused: RequestListener = (_, response) =>
      response.writeHead(307, { location: `http://other.example${path}` }).end();
    const followed: RequestListener = ({ url }, response) =>
      url === '/a' ? response.writeHead(307, { location: path }).end() : response.writeHead(500).end();

    expect(pieces(await seen(refused))).toEqual([]);
    expect(pieces(await seen(followed))).toEqual([]);
  });

  test('is masked before an expression cuts it', async () => {
    const auth = succeeding(`${JSON.stringify({ auth: SECRET }).replaceAll('/', '\\/')}\n`, 'application/json');
    const page = { pagination: { type: 'link', items: '{% $substring($response.body.auth, 0, 20) %}' } };

    expect(pieces(await seen(auth, { result: '{% $substring($response.body.auth, 0, 20) %}' }))).toEqual([]);
    expect(pieces(await seen(auth, { stream: 'ndjson', row: '{% $substring($row.auth, 1) %}' }))).toEqual([]);
    expect(pieces(await seen(auth, page))).toEqual([]);
  });

  test.each([
    ['slashes', (text: string) => text.replaceAll('/', '\\/')],
    ['escapes', (text: string) => text.replaceAll('+', '\\u002B').replaceAll('/', '\\u002f')],
  ])('is masked in JSON with escaped %s', async (_, spell) => {
    const line = spell(JSON.stringify({ auth: `Bearer ${SECRET}` }));

    for (const [target, type] of [
      [{}, 'application/json'],
      [{}, 'text/plain'],
      [{ stream: 'ndjson' }, 'application/x-ndjson'],
      [{ stream: 'text' }, 'text/plain'],
    ] as const) {
      const text = await seen(succeeding(`${line}\n`, type), target);
      expect(text).toContain('Bearer [secret]');
      expect(pieces(text)).toEqual([]);
    }
    const events = await seen(succeeding(`data: ${line}\n\ndata: ${SECRET}\n\n`, 'text/event-stream'), {
      stream: 'sse',
    });
    expect(events).toContain('Bearer [secret]');
    expect(pieces(events)).toEqual([]);
  });

  test('is masked in a body that is returned as base64', async () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(`exif ${SECRET} end`)]);
    const text = await seen((_, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(body));

    expect(text).toContain('[secret]');
    expect(Buffer.from(/"data":"([^"[]*)/.exec(text)?.[1] ?? '', 'base64').toString()).not.toContain('ab/c');
  });

  test('is masked in text that arrives character by character', async () => {
    const drip: RequestListener = async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (const char of `Z${encodeURIComponent(SECRET).toLowerCase()}Z`) {
        await new Promise((done) => response.write(char, done));
        await new Promise(setImmediate);
      }
      response.end();
    };
    const text = await seen(drip, { stream: 'text' });

    expect(text).toContain('Z[secret]Z');
    expect(pieces(text)).toEqual([]);
  });

  test('is masked as a number beyond 2^53, whose neighbours keep their digits', async () => {
    aws.secrets.set('spillway/test/test/digits', '12345678901234567890');
    const auth = { type: 'bearer', secret: 'digits' };
    const body = '{"token":12345678901234567890,"id":98765432109876543210}';

    for (const [target, type] of [
      [{}, 'application/json'],
      [{ result: '{% $response.body %}' }, 'application/json'],
      [{ stream: 'ndjson' }, 'application/x-ndjson'],
      [{ stream: 'ndjson', row: '{% $row %}' }, 'application/x-ndjson'],
    ] as const) {
      const text = await seen(succeeding(`${body}\n`, type), { auth, ...target });
      expect(text).toMatch(/"token":"?\[secret\]"?,"id":98765432109876543210/);
      expect(text).not.toContain('12345678901234');
    }
  });

  test('is masked in a content type', async () => {
    const type = `text/${'x'.repeat(60)}${SECRET.replaceAll('/', '-')}`;
    const answer: RequestListener = (_, response) =>
      response.writeHead(200, { 'content-type': type.replace('ab-c', 'ab/c') }).end(Buffer.from([0x61, 0xff]));

    expect(pieces(await seen(answer))).toEqual([]);
  });
});
