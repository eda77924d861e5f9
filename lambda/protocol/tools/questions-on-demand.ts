import type { ToolDocument } from '../../catalog/index.ts';
import { loadedOnce } from '../../loaded-once.ts';
import type { FirstQuestions } from './questions.ts';

/** Few tools ask, and the expressions that clean their arguments' text cost a cold start as much as 50 KB of other code. */
const questions = loadedOnce(() => import('./questions.ts'));

/**
 * Prepares the questions of a tool's document, whose code loads with the first tool that asks.
 *
 * @returns `undefined` for a tool that asks nothing
 */
export function questionsOnDemand(document: ToolDocument): FirstQuestions | undefined {
  if (document.ask === undefined && document.confirm === undefined) return undefined;
  const preparing = Promise.resolve(questions()).then(({ prepareQuestions }) => prepareQuestions(document));
  preparing.catch(() => {}); // every call reports it
  return { settle: async (args, answers, checking) => (await preparing).settle(args, answers, checking) };
}
