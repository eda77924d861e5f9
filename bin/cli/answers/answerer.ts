import type { Command } from 'commander';
import type { JsonObject } from '../../../lambda/json.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { answerFromOptions, type GivenAnswers, readAnswers } from './options.ts';
import { type InputRequest, readQuestion } from './question.ts';
import { askOnTerminal } from './terminal.ts';

/** Options that answer questions. */
export interface AnswerOptions {
  readonly yes?: boolean;
  /** Each `KEY=VALUE`. */
  readonly answer?: readonly string[];
}

/** Answers the questions of one command. */
export interface Answerer {
  /**
   * Answers one question.
   *
   * @returns an `ElicitResult`
   * @throws UsageError for a question that the options do not answer, where there is no terminal
   * @throws CommandFailed for a question that the command line cannot answer
   */
  answer(request: InputRequest): Promise<JsonObject>;
  /** The keys of `--answer` that no question had. */
  unused(): readonly string[];
}

/** How often one command answers: a server that repeats its question would be answered forever. */
const MOST_ANSWERS = 100;

/** Adds the options that answer questions. */
export function withAnswerOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return command
    .option('--yes', 'accept questions that ask for consent')
    .option('--answer <key=value>', 'answer a field of a question; repeatable', collect);
}

/**
 * Makes what answers the questions of one command: the options, then the user at the terminal, one question after the other.
 *
 * @param server its name, which the user sees with each question. spec: client/elicitation#user-interaction-model
 * @throws UsageError for an option that is not `KEY=VALUE`
 */
export function createAnswerer(
  server: string,
  { yes = false, answer = [] }: AnswerOptions,
  context: CliContext,
): Answerer {
  const given = { yes, answers: readAnswers(answer) };
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return {
    answer(request) {
      const settled = last.then(() => {
        if (++count <= MOST_ANSWERS) return settle(request, given, { ...context, server });
        throw new CommandFailed(`${server} asked more than ${MOST_ANSWERS} questions; the last one is ${request.key}`);
      });
      last = settled.catch(() => undefined);
      return settled;
    },
    unused: () => [...given.answers.values()].filter(({ isUsed }) => !isUsed).map(({ key }) => key),
  };
}

async function settle(
  request: InputRequest,
  given: GivenAnswers,
  context: CliContext & { readonly server: string },
): Promise<JsonObject> {
  const question = readQuestion(request);
  const answered = answerFromOptions(question, given);
  if (answered.kind === 'whole') return answered.result;
  if (context.ask !== undefined) return askOnTerminal(question, answered.content, { ...context, ask: context.ask });
  throw new UsageError(
    `${context.server} asks${said(question.message)} (${question.key}), and there is no terminal: ${answered.advice}`,
  );
}

function said(message: string): string {
  return message === '' ? '' : ` ${JSON.stringify(message)}`;
}
