import type { Json } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Answers } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import type { Task } from './task.ts';
import { nameQuestions } from './transitions.ts';

/*
 * A task is one item of at most 400 KB. Each kind of its content has a limit, and the limits add up to less than that.
 * The state of a target counts twice, because an item can hold the state of one attempt and that of the next.
 */
const REQUEST_BYTES = 96_000;
const STATE_BYTES = 64_000;
const ANSWER_BYTES = 128_000;
/** Maximum bytes of all question keys of a task; ends a tool that never stops asking. */
const KEY_BYTES = 24_000;

/** @throws ToolError for questions or a state that a task cannot hold */
export function checkQuestions(task: Task, { inputRequests, state }: InputRequiredPart, tool: string): void {
  const questions = nameQuestions(task, inputRequests);
  if (questions.length === 0) throw new ToolError(`Tool ${tool} waits for input but asks no question.`);
  check(`The set of questions of tool ${tool}`, questions as unknown as Json, REQUEST_BYTES);
  if (state !== undefined) check(`The state that tool ${tool} keeps for its next attempt`, state, STATE_BYTES);
  const keys = [...task.usedKeys, ...questions.map(({ key }) => key)];
  check(`The list of all question keys of tool ${tool}`, keys, KEY_BYTES);
}

function check(what: string, value: Json, limit: number): void {
  const bytes = bytesOf(value);
  if (bytes > limit) throw new ToolError(`${what} has ${bytes} bytes; a task holds at most ${limit}.`);
}

/** @throws InvalidParams for answers that a task cannot hold */
export function checkAnswers({ responses }: Pick<Answers, 'responses'>): void {
  const bytes = bytesOf(responses);
  if (bytes <= ANSWER_BYTES) return;
  throw new InvalidParams(
    `The answers of this task have ${bytes} bytes; a task holds at most ${ANSWER_BYTES}. Send shorter answers.`,
  );
}

function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
