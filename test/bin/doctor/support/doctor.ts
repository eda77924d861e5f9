import type { Outcome } from '../../../../bin/cli/doctor/check.ts';
import type { CliContext } from '../../../../bin/cli/index.ts';
import { openTable } from '../../../../lambda/catalog/publish/index.ts';
import { DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import { targetTypes } from '../../../../lambda/targets/publish.ts';
import type { TestStack } from '../../../e2e/support/stack.ts';
import { runCommand } from '../../support/commands.ts';

/** The JSON document that doctor prints. */
interface Report {
  readonly stage: string;
  readonly endpoint: string | null;
  readonly ok: boolean;
  readonly counts: Readonly<Record<Outcome['status'], number>>;
  readonly checks: readonly { readonly id: string; readonly title: string; readonly outcomes: readonly Outcome[] }[];
}

/** A run of doctor. */
export interface Examined {
  readonly code: number;
  readonly err: string;
  readonly report: Report;
  /** The checks of a status, by ID. */
  readonly ids: (status: Outcome['status']) => readonly string[];
  /** The outcomes of a check. */
  readonly outcomes: (id: string) => readonly Outcome[];
}

/** Runs doctor against a local stack, or with other words and surroundings. */
export async function examine(
  { directory }: Pick<TestStack, 'directory'>,
  { words = ['--local'], ...given }: Partial<CliContext> & { readonly words?: readonly string[] } = {},
): Promise<Examined> {
  const { code, out, err } = await runCommand(['doctor', ...words, '--json'], {
    directory,
    targets: targetTypes,
    ...given,
  });
  const report: Report = JSON.parse(out);
  return {
    ...{ code, err, report },
    ids: (status) =>
      report.checks.filter(({ outcomes }) => outcomes.some((each) => each.status === status)).map(({ id }) => id),
    outcomes: (id) => report.checks.find((check) => check.id === id)?.outcomes ?? [],
  };
}

/** The keys of doctor that a run left in the table, by ID. */
export async function leftovers({ table: name, tableEndpoint, region, credentials }: TestStack) {
  const table = openTable({ table: name, endpoint: tableEndpoint, region, credentials });
  try {
    const keys = await table.query({ pk: 'KEYS' });
    return keys.filter(({ servers }) => String(servers ?? '').includes(DOCTOR_SERVER)).map(({ sk }) => sk);
  } finally {
    table.close();
  }
}
