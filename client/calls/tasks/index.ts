/** Follows tasks: polls them, answers their questions, cancels them. Loaded on demand. */
export { cancelTask, followTask, getTask, isTaskState, type TaskState, updateTask } from './tasks.ts';
