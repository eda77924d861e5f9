/** Answers the list requests of every revision with the stored pages of the catalogue. */
export { answerList, type ListRequest } from './answer-list.ts';
export { LISTS, type ListMethod } from './methods.ts';
