import { type CompletionReference, receivedOf } from '../../../client/index.ts';
import type { CliContext } from '../context.ts';
import { readTexts, splitTarget } from './arguments.ts';
import { type ServerOptions, withServer } from './connect.ts';

/** Options of `complete`. */
export interface CompleteCommandOptions extends ServerOptions {
  readonly args: string;
}

/** What `complete` completes. */
export interface CompleteWords {
  /** `SERVER/PROMPT`, or a server and a resource template: `orders/orders://{order}`. */
  readonly target: string;
  readonly argument: string;
  /** What is typed already. */
  readonly text: string | undefined;
}

/**
 * `spillway complete SERVER/NAME ARGUMENT [TEXT]`: prints the values that complete an argument, one on each line.
 *
 * @throws CommandFailed when there is no such prompt, template or argument
 * @throws UsageError
 */
export async function completeCommand(
  { target, argument, text = '' }: CompleteWords,
  options: CompleteCommandOptions,
  context: CliContext,
): Promise<void> {
  const { server, name } = splitTarget(target, 'SERVER/PROMPT or SERVER/TEMPLATE');
  const known = await readTexts(options.args, context);
  const completion = await withServer(server, options, context, ({ client, signal }) =>
    client.complete(server, referenceTo(name), { name: argument, value: text }, known, { signal }),
  );
  if (options.json) return context.stdout(JSON.stringify(receivedOf(completion), undefined, 2));
  const { values, total, hasMore = false } = completion;
  if (values.length > 0) context.stdout(values.join('\n'));
  if (hasMore || (total ?? 0) > values.length) {
    context.stderr('there are more values: type more of the text');
  }
}

/** The name of a prompt has no colon, and every URI template has one after its scheme. */
function referenceTo(name: string): CompletionReference {
  return name.includes(':') ? { type: 'ref/resource', uri: name } : { type: 'ref/prompt', name };
}
