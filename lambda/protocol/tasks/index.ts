/** Tasks: calls that go on without their caller, behind the methods of the tasks extension. */
export { answerTaskRequest, readTask, type WatchedTask } from './answer.ts';
export { createTask, type TaskCall, type TaskEvent } from './create.ts';
