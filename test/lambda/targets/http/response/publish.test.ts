import { stringify } from 'yaml';
import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';

/** What an author reads of a tool. */
async function problemsOf(target: JsonObject, rest: JsonObject = {}): Promise<string> {
  const document = {
    ...{ kind: 'Tool', server: 'a', name: 't', description: 'D', input: { type: 'object' }, ...rest },
    target: { type: 'http', url: 'https://api.example.com/a', ...target },
  };
  const loaded = parseDocuments('t.yaml', stringify(document));
  const { faults } = await validateDocuments(loaded.documents, targetTypes);
  return [...loaded.faults, ...faults].map(formatFault).join('\n');
}

describe('what publishing refuses of a response', () => {
  test.each<[JsonObject, RegExp]>([
    [{ answer: 'yaml' }, /target\.answer: .*`json`, `text`/],
    [{ answer: ['json'] }, /target\.answer/],
    [{ answer: 'json', stream: 'ndjson' }, /target\.answer: does not apply with `stream: ndjson`/],
    [{ ok: 404 }, /target\.ok: .*array/],
    [{ ok: [] }, /target\.ok/],
    [{ ok: ['1xx'] }, /target\.ok\[0\]/],
    [{ ok: [99] }, /target\.ok\[0\]/],
    [{ ok: [200, 200] }, /target\.ok/],
    [{ error: '{% $response.nothing %}' }, /target\.error: \$response\.nothing/],
    [{ error: '{% $row %}' }, /target\.error: .*\$row/],
    [{ error: '{% $response. %}' }, /target\.error: /],
    [{ content: [] }, /target\.content/],
    [{ content: { type: 'text', text: 'a' } }, /target\.content/],
    [{ content: [{ type: 'video' }] }, /target\.content\[0\]/],
    [{ content: [{ type: 'image', data: '$', mimeType: 'image/png' }] }, /target\.content\[0\]\.data: is not base64/],
    [
      { content: [{ type: 'resource', resource: { uri: 'a:b' } }] },
      /target\.content\[0\]\.resource: needs exactly one/,
    ],
    [{ content: [{ type: 'text', text: '{% $response.boby %}' }] }, /target\.content\[0\]\.text: \$response\.boby/],
    [
      { content: [{ type: 'text', text: 'a' }], stream: 'sse' },
      /target\.content: .* does not apply with `stream: sse`/,
    ],
    [{ content: [{ type: 'text', text: 'a' }], pagination: { type: 'link' } }, /target\.content: .*`pagination`/],
    [
      { content: [{ type: 'text', text: 'a' }], result: 'a' },
      /target\.result: is not used: `content` makes the result/,
    ],
    [{ isError: true }, /target\.isError/],
    [{ isError: '{% $response.body.ok %}', stream: 'text' }, /target\.isError: .*`stream: text`/],
    [{ redirects: ['*.com'] }, /target\.redirects\[0\]: covers the domains of others/],
    [{ redirects: ['*.co.uk'] }, /target\.redirects\[0\]: covers the domains of others/],
    [{ redirects: ['*.com.au:8443'] }, /target\.redirects\[0\]: covers the domains of others/],
    [{ redirects: ['*.0.0.1'] }, /target\.redirects\[0\]: is an address/],
    [{ redirects: ['*..example.com'] }, /target\.redirects\[0\]: is not a host/],
    [{ redirects: ['*'] }, /target\.redirects\[0\]/],
    [{ redirects: ['a.*.example.com'] }, /target\.redirects\[0\]/],
    [{ redirects: ['https://a.example.com'] }, /target\.redirects\[0\]/],
  ])('%j', async (target, problem) => {
    expect(await problemsOf(target)).toMatch(problem);
  });

  test.each<[JsonObject, JsonObject?]>([
    [{ content: '{% $response.body.blocks %}', isError: '{% $response.body.failed %}' }],
    [
      {
        content: [
          { type: 'resource_link', uri: '{% $response.headers.location %}', name: 'a', size: '{% $response.body.n %}' },
        ],
        result: '{% $response.body %}',
      },
      { output: { type: 'object' } },
    ],
    [{ answer: 'json', pagination: { type: 'link' } }],
    [{ ok: ['2xx', 404, 302], error: '{% $args.id & $response.body.message %}' }],
    [{ redirects: ['*.blob.core.windows.net', '*.s3.amazonaws.com:443', '*.example.co.uk', '*.go.com'] }],
  ])('but not %j', async (...[target, rest]) => {
    expect(await problemsOf(target, rest)).toBe('');
  });
});
