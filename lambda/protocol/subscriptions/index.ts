/** Answers `subscriptions/listen`: reports changes of the catalogue and of tasks on a stream. */
export { JudgedCaller } from './judged-caller.ts';
export { listen } from './listen.ts';
