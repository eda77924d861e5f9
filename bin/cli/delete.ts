import {
  closePolicies,
  deleteServer,
  listServers,
  observeLastChange,
  type ReadPolicies,
  readPolicies,
  readPublishedState,
  writePolicies,
} from '../../lambda/catalog/publish/index.ts';
import type { Table } from '../../lambda/table/index.ts';
import type { ChangeLog } from './audit/change-log.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { count } from './count.ts';
import { countsText } from './list.ts';
import { type TableOptions, withTable } from './table.ts';

/** Options of `delete`. */
export interface DeleteCommandOptions extends TableOptions {
  readonly yes?: boolean;
  /** Names of policies to delete, instead of the server. */
  readonly policy?: readonly string[];
}

/**
 * `spillway delete SERVER`: deletes a server with its policies, or only some policies, once the user has agreed.
 *
 * @throws CommandFailed when there is no such server or policy, or the user declined
 * @throws UsageError when there is nobody to ask
 */
export async function deleteCommand(server: string, options: DeleteCommandOptions, context: CliContext): Promise<void> {
  const { yes = false, policy } = options;
  if (!yes && !context.ask)
    throw new UsageError('there is no terminal to ask on: pass --yes to delete without a question');
  const confirm = async (question: string) => {
    if (!yes && !isYes(await context.ask?.(`${question} [y/N] `))) throw new CommandFailed('nothing was deleted');
  };
  await withTable(options, context, async (table, { changes }) => {
    // Read before the question, so that the deletion fails when somebody publishes meanwhile.
    const policies = await readPolicies(table, server);
    const found = (await listServers(table)).find((summary) => summary.server === server);
    if (policy !== undefined || (!found && policies.policies.length > 0)) {
      const names = policy ?? policies.policies.map(({ name }) => name);
      await deletePolicies(table, policies, names, { confirm, changes, isPublished: found !== undefined });
      return context.stdout(`${count(names.length, 'policy')} of ${server} deleted: ${names.join(', ')}`);
    }
    const published = await readPublishedState(table, server);
    if (!published.head || !found) {
      throw new CommandFailed(`server ${server} is not published here: run \`spillway list\` to see the servers`);
    }
    await confirm(`Delete the server ${server} (version ${found.version}: ${countsText(found)})?`);
    // The server first: it is never open to those whom its policies exclude.
    const work = async () => {
      await deleteServer(table, published);
      await observeLastChange(table, server, context.now ?? Date.now);
      context.stdout(`${server} is deleted; \`spillway compact\` removes its items after 70 minutes`);
      if (policies.policies.length > 0) await deleteLastPolicies(table, policies);
    };
    const summary = `version ${found.version}: ${countsText(found)}`;
    await changes.record({ change: { action: 'catalog.delete', server, subject: server, summary }, work });
  });
}

interface Deletion {
  readonly confirm: (question: string) => Promise<void>;
  readonly changes: ChangeLog;
  /** Whether the server is published, so that it may be open afterwards. */
  readonly isPublished: boolean;
}

async function deletePolicies(
  table: Table,
  before: ReadPolicies,
  names: readonly string[],
  { confirm, changes, isPublished }: Deletion,
): Promise<void> {
  const { server, policies } = before;
  const unknown = names.filter((name) => !policies.some((policy) => policy.name === name));
  if (unknown.length > 0) {
    const known = policies.map(({ name }) => name).join(', ') || 'none';
    throw new CommandFailed(`${server} has no policy named ${unknown.join(', ')}; its policies: ${known}`);
  }
  const rest = policies.filter(({ name }) => !names.includes(name));
  const what = `${count(names.length, 'policy')} of ${server} (${names.join(', ')})`;
  const opens = isPublished
    ? `None is left then: ${server} will be open to everyone who has the scopes of its documents.`
    : `None is left then: ${server} will be open when it is published.`;
  await confirm(`Delete ${what}?${rest.length === 0 ? ` ${opens}` : ''}`);
  const change = { action: 'policies.delete', server, subject: server, summary: names.join(', ') } as const;
  await changes.record({ change, work: () => writePolicies(table, before, rest) });
}

/** The policies of a server that is gone would apply to the next one of its name. */
async function deleteLastPolicies(table: Table, before: ReadPolicies): Promise<void> {
  try {
    await closePolicies(table, before);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(
      `the policies of ${before.server} remain (${reason}), and apply to the next server of this name: run the command again`,
    );
  }
}

/** Whether an answer agrees. */
export function isYes(answer: string | undefined): boolean {
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
