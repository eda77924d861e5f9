import { receivedOf } from '../../../client/index.ts';
import type { CliContext } from '../context.ts';
import { readTexts, splitTarget } from './arguments.ts';
import { type ServerOptions, withServer } from './connect.ts';
import { contentText, isBinary } from './content.ts';
import { openOutput } from './output.ts';

/** Options of `prompt`. */
export interface PromptCommandOptions extends ServerOptions {
  readonly args: string;
  readonly output?: string;
}

/**
 * `spillway prompt SERVER/NAME`: gets a prompt as an agent would and prints its messages.
 *
 * @throws CommandFailed when it cannot be had
 * @throws UsageError
 */
export async function promptCommand(target: string, options: PromptCommandOptions, context: CliContext): Promise<void> {
  const { server, name } = splitTarget(target, 'SERVER/NAME');
  const args = await readTexts(options.args, context);
  const output = await openOutput(options.output, context);
  const result = await withServer(server, options, context, ({ client, signal }) =>
    client.prompt(server, name, args, { signal }),
  );
  if (options.json) context.stdout(JSON.stringify(receivedOf(result), undefined, 2));
  for (const { role, content } of result.messages) {
    if (!options.json) context.stdout(`${role}: ${await contentText([content], output)}`);
    else if (output !== undefined && isBinary(content)) context.stderr(await contentText([content], output));
  }
  output?.finish();
}
