/** Answers to the questions of tools, prompts and resources (elicitation): from the user at the terminal, or from options. */
export { type AnswerOptions, createAnswerer, withAnswerOptions } from './answerer.ts';
