import { modernCall } from '../support/requests.ts';
import { begin, line } from './support/rows.ts';
import { type Studio, startStudio } from './support/studio.ts';
import { asJsonLines, eagerCall, open, partialTexts, textOf } from './support/wire.ts';

const TOKEN = 'the-token-that-nobody-may-see-91d7';
const NOTE = 'note-that-nobody-may-log-ab03';

describe('tools that carry secrets', () => {
  let vault: Studio;

  beforeAll(async () => {
    vault = await startStudio('vault');
  });
  afterAll(() => vault.stop());

  test('one whose secret is missing says so, and the upstream hears nothing', async () => {
    let asked = 0;
    const path = vault.upstream.behave((response) => {
      asked += 1;
      response.end(line({ n: 1 }));
    });
    for (const call of [eagerCall('secret_missing', { path }), asJsonLines(modernCall('secret_missing', { path }))]) {
      const messages = await (await open(vault.url, call)).rest();
      expect(messages).toMatchObject([{ id: 1, result: { isError: true } }]);
      expect(textOf(messages[0] ?? {})).toMatch(/secret "nobody-stored-it" of server vault does not exist/);
    }
    expect(asked).toBe(0);
  });

  test('an upstream that repeats the secret and breaks off tells nobody: neither the caller nor a log', async () => {
    const heard: (string | undefined)[] = [];
    const path = vault.upstream.behave((response, { headers }) => {
      heard.push(headers.authorization);
      begin(response, { you: 'said', authorization: headers.authorization });
      setTimeout(() => response.socket?.resetAndDestroy(), 100);
    });
    for (const call of [
      eagerCall('secret_told', { path, note: NOTE }),
      asJsonLines(modernCall('secret_told', { path, note: NOTE })),
    ]) {
      const messages = await (await open(vault.url, call)).rest();
      expect(partialTexts(messages)).toEqual(['{"you":"said","authorization":"Bearer [secret]"}']);
      expect(messages.at(-1)).toMatchObject({
        id: 1,
        result: {
          content: [{ text: expect.any(String) }, { text: expect.stringMatching(/^The result is incomplete: /) }],
        },
      });
      expect(JSON.stringify(messages)).not.toContain(TOKEN);
    }
    expect(heard).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
    expect(vault.lines.join('\n')).not.toMatch(new RegExp(`${TOKEN}|${NOTE}`));
  });
});
