/** Answers `subscriptions/listen`: reports changes of the catalogue and of tasks on a stream. */
export { listen } from './listen.ts';
