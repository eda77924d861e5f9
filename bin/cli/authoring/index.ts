/** An author's loop: `try` calls a tool of a file, `test` runs the examples in files; neither publishes anything. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { withVariableOptions } from '../variables.ts';
import { type TestCommandOptions, testCommand } from './test-command.ts';
import { type TryCommandOptions, tryCommand } from './try-command.ts';

/** Adds the commands of the loop. */
export function addAuthoringCommands(program: Command, context: CliContext): void {
  withExamples(withSources(program.command('try')), [
    `spillway try -f orders.yaml --args '{"id": 7}'`,
    'spillway try -f orders.yaml --tool find_order --args @order.json --response answer.json --watch',
    `spillway try -f orders.yaml --args '{"id": 7}' --record --name 'an order'`,
  ])
    .description('call a tool of a file without publishing it, and show request, response, expressions and result')
    .option('--tool <name>', 'the tool: NAME or SERVER/NAME (default: the only one)')
    .option('--args <json>', 'the arguments as JSON, @FILE, or @- for the standard input', '{}')
    .option('--response <file>', 'answer requests from this file instead of the network')
    .option('--watch', 'again whenever a file is saved')
    .option('--record', 'write the call into the document, as one of its examples')
    .option('--name <text>', 'the name of the recorded example')
    .option('--json', 'print everything as JSON')
    .action((options: TryCommandOptions) => tryCommand(options, context));
  withExamples(withSources(program.command('test')), ['spillway test -f orders.yaml', 'spillway test -f tools/ --json'])
    .description('run the examples of tools without a network, and compare their results')
    .option('--json', 'print the outcomes as JSON')
    .action((options: TestCommandOptions) => testCommand(options, context));
}

function withSources(command: Command): Command {
  return withVariableOptions(command)
    .requiredOption('-f, --file <paths...>', 'YAML or JSON files, or directories of them')
    .option(
      '--secret <name=value>',
      "the value of a secret, also from a directory's local.yaml; repeat the option for several",
      (value: string, before: readonly string[] = []) => [...before, value],
    );
}
