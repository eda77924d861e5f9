import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, parseStage, requireStage } from '../../../lib/config/index.ts';

const STAGE = [
  'region: us-east-1',
  'auth: { apiKeys: true }',
  'edge: { allowedCidrs: [198.18.0.0/24], domainName: mcp.spillway.dev }',
  '',
].join('\n');

const parse = (text: string) => parseStage(text, 'config/test.yaml');

describe('a text that is not one YAML document', () => {
  test.each([
    ['an alias without an anchor', `${STAGE}tags: *none\n`, 4, 'Unresolved alias .*: none'],
    ['an anchor that contains its alias', `${STAGE}tags: &tags { team: *tags }\n`, 1, 'an alias refers to an anchor'],
    ['a second document', `${STAGE}---\nregion: us-west-2\n`, 4, 'expected one document, without a second `---`'],
    ['a tag of CloudFormation', `${STAGE}account: !Ref AWS::AccountId\n`, 4, 'Unresolved tag: !Ref'],
    ['a key twice', `${STAGE}region: us-west-2\n`, 4, 'Map keys must be unique'],
    ['a tab as indentation', `${STAGE}logs:\n\tretentionDays: 30\n`, 5, 'Tabs are not allowed as indentation'],
  ])('is refused with its line: %s', (_, text, line, problem) => {
    expect(() => parse(text)).toThrow(new RegExp(`^config/test\\.yaml:${line}: not valid YAML: ${problem}`));
  });

  test('is refused for aliases that multiply', () => {
    const levels = ['a', 'b', 'c', 'd', 'e'].map((name, index, names) => {
      const before = index === 0 ? 'x' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]\n`;
    });
    expect(() => parse(levels.join(''))).toThrow('not valid YAML: Excessive alias count');
  });
});

test.each([
  ['a byte order mark', `\uFEFF${STAGE}`],
  ['the line ends of Windows', STAGE.replaceAll('\n', '\r\n')],
])('%s changes nothing', (_, text) => {
  expect(parse(text)).toEqual(parse(STAGE));
  expect(() => parse(`${text}logs: { retention: 1 }`)).toThrow(/^config\/test\.yaml:4: logs\.retention: unknown key/);
});

test('an anchor with a merge key shares values between functions', () => {
  const text = `${STAGE}functions:\n  stream: &size { memoryMb: 1024 }\n  worker: { <<: *size, timeoutSeconds: 60 }\n`;
  expect(parse(text).functions.worker).toMatchObject({ memoryMb: 1024, timeoutSeconds: 60 });
});

test('a number that JSON cannot write is in the message', () => {
  expect(() => parse(`${STAGE}logs: { retentionDays: .nan }\n`)).toThrow('found NaN; expected one of 1, 3');
});

test('a directory of stages that does not exist is named', () => {
  const message = '-c stages=confg: expected a directory that exists below the root of the repository';
  expect(() => requireStage(REPOSITORY_ROOT, undefined, 'confg')).toThrow(message);
  expect(() => loadStage(REPOSITORY_ROOT, 'dev', 'confg')).toThrow(message);
});
