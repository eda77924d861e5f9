import { DOCTOR_KEY_MS, DOCTOR_SERVER } from '../../../../lambda/doctor-server.ts';
import { Interrupted } from '../../context.ts';
import { awsAccount } from '../before/index.ts';
import type { Check, Outcome } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { ServerNotOpened } from '../server/index.ts';
import type { AfterContext } from './context.ts';

/** Publishes the server that the other checks call, as an operator publishes tools, and creates its key. */
export const builtInServer: Check<AfterContext> = {
  id: 'built-in-server',
  title: `Server ${DOCTOR_SERVER}`,
  needs: ['endpoint'],
  async run({ account, server, site, now, wait, stage: { refreshSeconds } }) {
    const elsewhere = await inAnotherAccount(account);
    if (elsewhere !== undefined) return elsewhere;
    const { passed, failed } = expecting('The server and its key can be written to the table.');
    try {
      const { version, isRepeated } = await server.open(() => now() + site.skewMs);
      // Until then, functions may have the server of the run before, which is deleted.
      if (isRepeated) await wait(refreshSeconds * 1_000);
      return [passed(`Version ${version} is published, with a key for ${DOCTOR_KEY_MS / 60_000} minutes.`)];
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      if (error instanceof ServerNotOpened) {
        const fix = `Publish it under another name, then run: spillway delete ${DOCTOR_SERVER}`;
        return [failed(error.message, { fix })];
      }
      const seen = error instanceof Error ? error.message || error.name : String(error);
      const fix = 'Use credentials with the rights of docs/iam/doctor-running.json, and deploy the Data stack first.';
      return [failed(seen, { fix })];
    }
  },
};

/** The failure of credentials for another account than the stage's: nothing is written to its table, which may have the same name. */
async function inAnotherAccount(account: AfterContext['account']): Promise<readonly Outcome[] | undefined> {
  if (account?.config.account === undefined) return undefined;
  const outcomes = await awsAccount.run(account);
  return outcomes.some(({ status }) => status === 'failed') ? outcomes : undefined;
}
