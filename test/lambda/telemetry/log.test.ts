import { createLog, withFields } from '../../../lambda/telemetry/index.ts';

test('a line is JSON with the members that Lambda reads, whatever the fields hold', () => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));

  log.error('it "broke"\n', { errorId: 'x', stack: 'a\nb' });
  log.info('fine');

  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    level: 'ERROR',
    message: 'it "broke"\n',
    errorId: 'x',
    stack: 'a\nb',
  });
  expect(JSON.parse(lines[1] ?? '').level).toBe('INFO');
});

test('a log with fields of its own puts them into every line', () => {
  const lines: string[] = [];
  const log = withFields(
    createLog((line) => lines.push(line)),
    { traceId: 't', errorId: 'old' },
  );

  log.info('one');
  log.error('two', { errorId: 'new' });

  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'INFO', traceId: 't', errorId: 'old' },
    { level: 'ERROR', traceId: 't', errorId: 'new' },
  ]);
});
