export { answerTaskRequest, readTask, type WatchedTask } from './answer.ts';
export { createTask, type TaskEvent } from './create.ts';
export { knowsTasks, TASKS_EXTENSION } from './extension.ts';
