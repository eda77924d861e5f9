import { normativeSentences } from './sentences.ts';

const sentencesOf = (page: string) => normativeSentences(page).map(({ sentence }) => sentence);

describe('normativeSentences', () => {
  test('are those with a word in capitals, whatever lines and emphasis they come in', () => {
    const page = [
      '---',
      'title: MUST not be read',
      '---',
      '## The first part',
      'A server **MUST** [answer](/x)',
      'in `time` (e.g. Soon). It may be _late_. You must not mind.',
      '',
      '> **Note**: Clients SHOULD wait.',
      '```json',
      '{"a": "MUST"}',
      '```',
    ].join('\n');
    expect(normativeSentences(page)).toEqual([
      { section: 'the-first-part', sentence: 'A server MUST answer in `time` (e.g. Soon).' },
      { section: 'the-first-part', sentence: 'Note: Clients SHOULD wait.' },
    ]);
  });

  test('are told once with each item of a list that they introduce', () => {
    const page = [
      'Servers **SHOULD**:',
      '',
      '1. Be kind. Always.',
      '2. Be quick',
      '   - very quick',
      '',
      'That is all.',
    ];
    expect(sentencesOf(page.join('\n'))).toEqual(['Servers SHOULD: Be kind. Always.', 'Servers SHOULD: Be quick']);
  });

  test('have their subject, where an item begins without one', () => {
    const page = ['Names:', '', '- **MUST NOT** be empty', '- are nice', '- Servers MUST check names. Gladly.'];
    expect(sentencesOf(page.join('\n'))).toEqual(['Names: MUST NOT be empty', 'Servers MUST check names.']);
  });

  test('may be rows of a table', () => {
    const page = ['| Value | Server |', '| --- | --- |', '| `null` | Server MUST NOT expect it |', '| 1 | nothing |'];
    expect(sentencesOf(page.join('\n'))).toEqual(['`null` | Server MUST NOT expect it']);
  });

  test('are told once, however often they stand there', () => {
    expect(sentencesOf('A MUST b.\n\nA MUST b.')).toEqual(['A MUST b.']);
  });
});
