import { resultLines } from '../../../bin/cli/doctor/report.ts';

test('what an endpoint answers stays in its line, and cannot write over others', () => {
  const seen = 'It received 502: <html>\r\n<head></head>\r\n\u001b[2J</html>';
  const outcome = { status: 'failed', expected: 'It is answered.', seen, fix: 'Look at the log.' } as const;

  const lines = resultLines({ id: 'call-stream', title: 'Call', outcomes: [outcome] }).split('\n');

  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['FAIL', 'call-stream', 'Call'],
    ['expected', 'It is answered.'],
    ['seen', 'It received 502: <html> <head></head> \\u001b[2J</html>'],
    ['fix', 'Look at the log.'],
  ]);
});
