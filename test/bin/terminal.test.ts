import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Interrupted } from '../../bin/cli/index.ts';
import { askOn, createInterruption, cutToColumns } from '../../bin/terminal.ts';

function prepare() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const controller = new AbortController();
  const terminal = { input, output, interrupted: controller.signal };
  return { input, output, controller, ask: (question: string) => askOn(terminal, question) };
}

test('a question is printed, and a line answers it', async () => {
  const { input, output, ask } = prepare();

  const answer = ask('Sure? ');
  input.write('yes\n');

  expect(await answer).toBe('yes');
  output.end();
  expect(await text(output)).toBe('Sure? ');
});

test('a line that was typed ahead answers the next question', async () => {
  const { input, ask } = prepare();

  input.write('one\n');
  expect(await ask('1')).toBe('one');
  input.write('two\n');

  expect(await ask('2')).toBe('two');
});

test('the end of the input answers this question and all others with nothing', async () => {
  const { input, ask } = prepare();

  const answer = ask('1');
  input.end();

  expect(await answer).toBeUndefined();
  expect(await ask('2')).toBeUndefined();
});

test('Ctrl-C ends a question', async () => {
  const { controller, ask } = prepare();

  const answer = ask('1');
  controller.abort();

  await expect(answer).rejects.toBeInstanceOf(Interrupted);
});

test('Ctrl-C before a question prevents it: nothing would end it', async () => {
  const { controller, output, ask } = prepare();
  controller.abort();

  await expect(ask('1')).rejects.toBeInstanceOf(Interrupted);
  output.end();
  expect(await text(output)).toBe('');
});

test('Ctrl-C aborts a command that catches it, once', () => {
  const process = new EventEmitter();
  const { signal, catch: catchInterrupt } = createInterruption(process);
  expect(process.listenerCount('SIGINT')).toBe(0);

  expect(catchInterrupt()).toBe(signal);
  process.emit('SIGINT');

  expect(signal.reason).toBeInstanceOf(Interrupted);
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['a国b', 3, 'a国'],
  ['a国b', 2, 'a'],
  ['🦉🦉', 3, '🦉'],
  ['', 0, ''],
])('%j in %j columns is %j', (text, columns, cut) => {
  expect(cutToColumns(text, columns)).toBe(cut);
});
