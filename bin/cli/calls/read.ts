import { receivedOf } from '../../../client/index.ts';
import type { CliContext } from '../context.ts';
import { type ServerOptions, withServer } from './connect.ts';
import { resourceText } from './content.ts';
import { openOutput } from './output.ts';

/** Options of `read`. */
export interface ReadCommandOptions extends ServerOptions {
  readonly output?: string;
}

/**
 * `spillway read SERVER URI`: reads a resource as an agent would and prints its contents.
 *
 * @throws CommandFailed when it cannot be read
 * @throws UsageError
 */
export async function readCommand(
  server: string,
  uri: string,
  options: ReadCommandOptions,
  context: CliContext,
): Promise<void> {
  const output = await openOutput(options.output, context);
  const result = await withServer(server, options, context, ({ client, signal }) =>
    client.read(server, uri, { signal }),
  );
  const { contents } = result;
  if (options.json) context.stdout(JSON.stringify(receivedOf(result), undefined, 2));
  const printed = options.json ? contents.filter(({ blob }) => output !== undefined && blob !== undefined) : contents;
  const text = await resourceText(printed, output);
  if (!options.json) context.stdout(text);
  else if (text !== '') context.stderr(text);
  output?.finish();
}
