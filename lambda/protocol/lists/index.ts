/** Answers the list requests of every revision with the stored pages of the catalogue. */
export { answerList } from './answer-list.ts';
