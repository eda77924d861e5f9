import {
  deleteServer,
  listServers,
  observeLastChange,
  readPublishedState,
} from '../../lambda/catalog/publish/index.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { countsText } from './list.ts';
import { type TableOptions, withTable } from './table.ts';

/** Options of `delete`. */
export interface DeleteCommandOptions extends TableOptions {
  readonly yes?: boolean;
}

/**
 * `spillway delete SERVER`: deletes a server, once the user has agreed.
 *
 * @throws CommandFailed when there is no such server, or the user declined
 * @throws UsageError when there is nobody to ask
 */
export async function deleteCommand(server: string, options: DeleteCommandOptions, context: CliContext): Promise<void> {
  const { yes = false } = options;
  if (!yes && !context.ask)
    throw new UsageError('there is no terminal to ask on: pass --yes to delete without a question');
  await withTable(options, context, async (table) => {
    // Read before the question, so that the deletion fails when somebody publishes meanwhile.
    const published = await readPublishedState(table, server);
    const found = (await listServers(table)).find((summary) => summary.server === server);
    if (!published.head || !found) {
      throw new CommandFailed(`server ${server} is not published here: run \`spillway list\` to see the servers`);
    }
    const question = `Delete the server ${server} (version ${found.version}: ${countsText(found.counts)})? [y/N] `;
    if (!yes && !isYes(await context.ask?.(question))) throw new CommandFailed('nothing was deleted');
    await deleteServer(table, published);
    await observeLastChange(table, server, context.now ?? Date.now);
    context.stdout(`${server} is deleted; \`spillway compact\` removes its items after 70 minutes`);
  });
}

/** Whether an answer agrees. */
export function isYes(answer: string | undefined): boolean {
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
