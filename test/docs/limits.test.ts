import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { readPage } from './support/document.ts';

/** The value of a constant, a number or a product of numbers. Most are their module's own affair, so they are read as text. */
function constant(file: string, name: string): number {
  const source = readFileSync(join(REPOSITORY_ROOT, 'lambda', file), 'utf8');
  const [, words] = new RegExp(`^(?:export )?const ${name} = ([\\d_ *]+);$`, 'm').exec(source) ?? [];
  if (words === undefined) throw new Error(`${file} has no constant ${name}`);
  return words.split('*').reduce((product, word) => product * Number(word.replaceAll('_', '')), 1);
}

/** What a page says, with the number in it. */
function said(page: string, pattern: RegExp): number {
  const words = readPage(page).replaceAll(/\s+/g, ' ');
  const [, digits] = pattern.exec(words) ?? [];
  if (digits === undefined) throw new Error(`${page} does not say ${pattern}`);
  return Number(digits.replaceAll(',', ''));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each([
  ['protocol.md', /\| .2025-03-26. only, 1 to (\d+) messages/, 'protocol/batch.ts', 'MAX_BATCH', 1],
  ['protocol.md', /\| (\d+) minutes a round/, 'protocol/v2026/request-state.ts', 'TTL_MS', MINUTE],
  ['protocol.md', /Until (\d+) s before the end/, 'protocol/operation/question-rounds.ts', 'USE_MS', SECOND],
  ['protocol.md', /\| ([\d,]+) characters of .requestState./, 'state/signed-token.ts', 'MAX_CHARS', 1],
  ['protocol.md', /\| ([\d,]+) bytes an answer/, 'protocol/v2025/open-questions.ts', 'ANSWER_BYTES', 1],
  ['protocol.md', /an answer, (\d+) questions at once/, 'protocol/v2025/open-questions.ts', 'MAX_QUESTIONS', 1],
  ['protocol.md', /good for (\d+) days/, 'protocol/v2025/session.ts', 'TTL_MS', DAY],
  ['protocol.md', /holds ([\d,]+) bytes of open questions/, 'protocol/tasks/limits.ts', 'REQUEST_BYTES', 1],
  ['protocol.md', /questions, ([\d,]+) of answers/, 'protocol/tasks/limits.ts', 'ANSWER_BYTES', 1],
  ['protocol.md', /and ([\d,]+) that the tool leaves/, 'protocol/tasks/limits.ts', 'STATE_BYTES', 1],
  ['protocol.md', /kept for (\d+) hours/, 'protocol/tasks/task.ts', 'TTL_MS', HOUR],
  ['protocol.md', /hold at most ([\d,]+) entries/, 'catalog/items/listing.ts', 'PAGE_ENTRIES', 1],
  ['protocol.md', /entries and ([\d,]+) bytes/, 'catalog/items/listing.ts', 'PAGE_BYTES', 1],
  ['protocol.md', /`maxSeconds` \(default (\d+)\)/, 'protocol/subscriptions/listen.ts', 'DEFAULT_MAX_SECONDS', 1],
  ['protocol.md', /carries up to (\d+) URIs/, 'protocol/subscriptions/filter.ts', 'MAX_URIS', 1],
  ['protocol.md', /URIs and (\d+) tasks/, 'protocol/subscriptions/filter.ts', 'MAX_TASKS', 1],
  [
    'prompts-and-resources.md',
    /\| A document \| ([\d,]+) bytes/,
    'catalog/publish/check/validate.ts',
    'DOCUMENT_BYTES',
    1,
  ],
  ['prompts-and-resources.md', /server \| (\d+) \|/, 'catalog/publish/write/publisher.ts', 'TEMPLATES', 1],
  ['prompts-and-resources.md', /list \| ([\d,]+) entries/, 'catalog/items/listing.ts', 'PAGE_ENTRIES', 1],
  ['prompts-and-resources.md', /list \| [\d,]+ entries, ([\d,]+) bytes/, 'catalog/items/listing.ts', 'PAGE_BYTES', 1],
  [
    'prompts-and-resources.md',
    /uriTemplate` .*? up to ([\d,]+) characters/,
    'catalog/uri-template/parts.ts',
    'TEMPLATE_CHARS',
    1,
  ],
  ['prompts-and-resources.md', /characters and (\d+) variables/, 'catalog/uri-template/parts.ts', 'VARIABLES', 1],
  [
    'prompts-and-resources.md',
    /normal form, up to ([\d,]+) characters/,
    'catalog/publish/check/kinds/uri.ts',
    'URI_CHARS',
    1,
  ],
  [
    'prompts-and-resources.md',
    /a URI of more than ([\d,]+) characters/,
    'catalog/uri-template/index.ts',
    'URI_CHARS',
    1,
  ],
  [
    'prompts-and-resources.md',
    /`maxSeconds` \(1 to 800, default (\d+)\)/,
    'protocol/subscriptions/listen.ts',
    'DEFAULT_MAX_SECONDS',
    1,
  ],
  [
    'prompts-and-resources.md',
    /default ([\d,]+) and [\d,]+; at most/,
    'protocol/operation/prepare-target.ts',
    'DEFAULT_TIMEOUT_MS',
    1,
  ],
  [
    'prompts-and-resources.md',
    /default [\d,]+ and ([\d,]+); at most/,
    'protocol/operation/prepare-target.ts',
    'DEFAULT_RESULT_BYTES',
    1,
  ],
  [
    'prompts-and-resources.md',
    /It has (\d+) seconds at most/,
    'protocol/completion/target-values.ts',
    'MAX_MS',
    SECOND,
  ],
  ['prompts-and-resources.md', /are sent the first (\d+)/, 'protocol/completion/values.ts', 'MAX_VALUES', 1],
  [
    'tools.md',
    /call is ended with an error; default ([\d,]+)/,
    'protocol/operation/prepare-target.ts',
    'DEFAULT_TIMEOUT_MS',
    1,
  ],
  [
    'tools.md',
    /Bytes of a result; default ([\d,]+)/,
    'protocol/operation/prepare-target.ts',
    'DEFAULT_RESULT_BYTES',
    1,
  ],
  ['tools.md', /reads at once; default ([\d,]+)/, 'targets/http/rows/answer-limit.ts', 'DEFAULT_ANSWER_BYTES', 1],
  ['targets/http.md', /at most ([\d,]+) such requests/, 'targets/http/poll/poll.ts', 'MAX_POLLS', 1],
  ['targets/http.md', /same tool for (\d+) hours/, 'protocol/operation/seal.ts', 'TTL_MS', HOUR],
  ['tools.md', /up to ([\d,]+) bytes and \d+ levels/, 'catalog/publish/check/user-schema.ts', 'SCHEMA_BYTES', 1],
  ['tools.md', /bytes and (\d+) levels deep/, 'catalog/publish/check/user-schema.ts', 'SCHEMA_DEPTH', 1],
  [
    'tools.md',
    /how long one stream stays open; default (\d+)/i,
    'protocol/subscriptions/listen.ts',
    'DEFAULT_MAX_SECONDS',
    1,
  ],
  ['streaming.md', /or nothing for (\d+) seconds/, 'protocol/protocol.ts', 'SILENCE_MS', SECOND],
  ['streaming.md', /After (\d+) seconds without a message/, 'edge/streamed.ts', 'KEEP_ALIVE_MS', SECOND],
  [
    'streaming.md',
    /reports itself, at most (\d+) a second/,
    'protocol/response/notifications.ts',
    'REPORTS_PER_SECOND',
    1,
  ],
  [
    'streaming.md',
    /is sent at most (\d+) times a second/,
    'protocol/response/notifications.ts',
    'MESSAGES_PER_SECOND',
    1,
  ],
  ['streaming.md', /by default ([\d,]+) ms/, 'protocol/operation/prepare-target.ts', 'DEFAULT_TIMEOUT_MS', 1],
  [
    'streaming.md',
    /by default ([\d,]+), at most 6,000,000/,
    'protocol/operation/prepare-target.ts',
    'DEFAULT_RESULT_BYTES',
    1,
  ],
] as const)('docs/%s: %s', (page, pattern, file, name, unit) => {
  test(`is what ${name} of lambda/${file} says`, () => {
    expect(said(page, pattern) * unit).toBe(constant(file, name));
  });
});
