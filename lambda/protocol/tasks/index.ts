/** Tasks: calls that a worker continues after their response, and the methods of the tasks extension. */
export { createTask, type TaskEvent } from './create.ts';
export { answerTaskRequest, createTaskReader, type WatchedTask } from './requests.ts';
export { createWorker, type WorkerOptions } from './worker.ts';
