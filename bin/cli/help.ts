import type { Command } from 'commander';

/** Ends a command's help with lines to copy. */
export function withExamples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText('after', ['\nExamples:', ...lines.map((line) => `  ${line}`)].join('\n'));
}
