/** What an agent does, from the command line: `call`, `read`, `prompt` and `complete`. */
import type { Command } from 'commander';
import { withAnswerOptions } from '../answers/index.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../help.ts';
import { type CallCommandOptions, callCommand } from './call.ts';
import { type CompleteCommandOptions, completeCommand } from './complete.ts';
import { withServerOptions } from './connect.ts';
import { type PromptCommandOptions, promptCommand } from './prompt.ts';
import { type ReadCommandOptions, readCommand } from './read.ts';

/** Adds the commands that use MCP servers. */
export function addCallCommands(program: Command, context: CliContext): void {
  addCall(program, context);
  withExamples(withOutput(withAnswerOptions(withServerOptions(program.command('read <server> <uri>')))), [
    'spillway read orders orders://handbook --local',
    'spillway read orders orders://logo --output logos --endpoint https://mcp.example.com',
  ])
    .description('read a resource as an agent would')
    .action((server: string, uri: string, options: ReadCommandOptions) => readCommand(server, uri, options, context));
  withExamples(withOutput(withArgs(withAnswerOptions(withServerOptions(program.command('prompt <server/name>'))))), [
    `spillway prompt orders/review_order --args '{"order": "7"}' --local`,
    `spillway prompt orders/review_order --args '{"order": "7"}' --json --endpoint https://mcp.example.com`,
  ])
    .description('print the messages of a prompt')
    .action((target: string, options: PromptCommandOptions) => promptCommand(target, options, context));
  withExamples(withArgs(withServerOptions(program.command('complete <server/name> <argument> [text]'))), [
    'spillway complete orders/review_order tone fr --local',
    `spillway complete 'orders/orders://{region}/{order}' order 7 --args '{"region": "eu"}' --local`,
  ])
    .description('print the values that complete an argument of a prompt or a resource template')
    .action((target: string, argument: string, text: string | undefined, options: CompleteCommandOptions) =>
      completeCommand({ target, argument, text }, options, context),
    );
}

function addCall(program: Command, context: CliContext): void {
  withExamples(withOutput(withArgs(withAnswerOptions(withServerOptions(program.command('call <server/tool>'))))), [
    `spillway call orders/find_order --args '{"id": 7}' --local`,
    'spillway call orders/find_order --args @order.json --stream --local',
    `spillway call orders/find_order --args '{"id": 7}' --json --endpoint https://mcp.example.com`,
  ])
    .description('call a tool as an agent would; on a terminal, rows and progress appear as they arrive')
    .option('--stream', 'print each part as one line of JSON, as it arrives')
    .option('--log <level>', 'also print log messages of this level and above, such as info')
    .option('--task', 'run the call as a task even if the tool can do without; rows then arrive at the end')
    .action((target: string, options: CallCommandOptions) => callCommand(target, options, context));
}

function withArgs(command: Command): Command {
  return command.option(
    '--args <json>',
    'the arguments, a JSON object: as text, @FILE, or @- for standard input',
    '{}',
  );
}

function withOutput(command: Command): Command {
  return command.option('--output <directory>', 'save binary content here');
}
