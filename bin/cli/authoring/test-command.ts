import { type CliContext, CommandFailed } from '../context.ts';
import { count } from '../count.ts';
import { type AuthoredTool, type AuthoringOptions, type Example, readTools } from './documents.ts';
import { differencesFrom } from './example-result.ts';
import { callTool } from './run/index.ts';

/** Options of `test`. */
export interface TestCommandOptions extends AuthoringOptions {
  readonly json?: boolean;
}

/** How an example ended. */
interface Outcome {
  readonly tool: string;
  readonly name: string;
  /** `orders.yaml:14` */
  readonly place: string;
  /** None for an example that holds. */
  readonly differences: readonly string[];
}

/** Lines of differences that are shown of one example. */
const MOST_LINES = 20;

/**
 * `spillway test`: runs the examples of tools without a network, and compares their results.
 *
 * @throws CommandFailed when an example has another result
 * @throws InvalidDocuments
 */
export async function testCommand(options: TestCommandOptions, context: CliContext): Promise<void> {
  const tools = await readTools(options, context);
  const outcomes: Outcome[] = [];
  for (const authored of tools) {
    for (const example of authored.examples) {
      const outcome = await runExample(authored, example);
      outcomes.push(outcome);
      if (options.json !== true) context.stdout(linesOf(outcome));
    }
  }
  const failed = outcomes.filter(({ differences }) => differences.length > 0).length;
  const without = tools.filter(({ examples }) => examples.length === 0).length;
  if (options.json === true) context.stdout(JSON.stringify({ examples: outcomes, failed, toolsWithout: without }));
  else context.stdout(summary({ all: outcomes.length, failed, without }));
  if (failed > 0) throw new CommandFailed(`${count(failed, 'example')} failed`);
}

async function runExample({ tool, server, source, secrets }: AuthoredTool, example: Example): Promise<Outcome> {
  const { arguments: args, responses, expected, name, line } = example;
  const observed = await callTool({ tool, server, args, responses, secrets });
  const differences = differencesFrom(expected, observed.result);
  const unused = responses.length - observed.exchanges.length;
  const rest = unused > 0 ? [`${count(unused, 'response')} of the example not requested`] : [];
  return {
    tool: `${tool.server}/${tool.name}`,
    name,
    place: `${source.file}:${line}`,
    differences: [...differences, ...rest],
  };
}

function linesOf({ tool, name, place, differences }: Outcome): string {
  if (differences.length === 0) return `ok      ${tool}: ${name}`;
  const shown = differences.slice(0, MOST_LINES).map((line) => `  ${line}`);
  const more = differences.length - shown.length;
  const rest = more > 0 ? [`  and ${count(more, 'more difference')}`] : [];
  return [`failed  ${tool}: ${name} (${place})`, ...shown, ...rest].join('\n');
}

function summary({ all, failed, without }: { all: number; failed: number; without: number }): string {
  const lacking = without > 0 ? `; ${count(without, 'tool')} without examples` : '';
  return `${count(all, 'example')}: ${all - failed} ok, ${failed} failed${lacking}`;
}
