import type { Json } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Answers } from '../operation/operation.ts';
import { InvalidParams } from '../rpc/errors.ts';
import type { Task } from './task.ts';
import { nameQuestions } from './transitions.ts';

/*
 * A task is one item of at most 400 KB: each of what it gathers has a share, and all shares together fit. What a target leaves
 * counts twice, as it may leave as much again while the item still holds what it left before.
 */
const REQUEST_BYTES = 96_000;
const LEFT_BYTES = 64_000;
const ANSWER_BYTES = 128_000;
/** Bytes of all keys that were ever asked under; they end a tool that asks for ever. */
const KEY_BYTES = 24_000;

/** @throws ToolError when a tool asks for more than a task can hold */
export function checkQuestions(task: Task, { inputRequests, state }: InputRequiredPart, tool: string): void {
  const questions = nameQuestions(task, inputRequests);
  if (questions.length === 0) throw new ToolError(`Tool ${tool} waits for input but asks for none.`);
  check(`What tool ${tool} asks, with its keys,`, questions as unknown as Json, REQUEST_BYTES);
  if (state !== undefined) check(`What tool ${tool} leaves for its next attempt`, state, LEFT_BYTES);
  const keys = [...task.usedKeys, ...questions.map(({ key }) => key)];
  check(`The list of all keys that tool ${tool} asked under so far`, keys, KEY_BYTES);
}

function check(what: string, value: Json, limit: number): void {
  const bytes = bytesOf(value);
  if (bytes > limit) throw new ToolError(`${what} has ${bytes} bytes; a task holds at most ${limit}.`);
}

/** @throws InvalidParams when answers are more than a task can hold */
export function checkAnswers({ responses }: Pick<Answers, 'responses'>): void {
  const bytes = bytesOf(responses);
  if (bytes <= ANSWER_BYTES) return;
  throw new InvalidParams(
    `The answers of a task have ${bytes} bytes; it holds at most ${ANSWER_BYTES}. Answer with less.`,
  );
}

function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
