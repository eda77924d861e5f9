/**
 * `npm run ric`: the deployed bundles under the runtime interface client that Amazon publishes. On a machine that cannot compile
 * it, the command reports why and does nothing; with `--required`, it fails there.
 */
import { inspect } from 'node:util';
import { NODE } from '../../local/node.ts';
import { Skipped } from '../e2e/clients/install.ts';
import { CHECKS, type Check } from './checks.ts';
import { type Functions, startFunctions } from './functions.ts';
import { installRic, RIC_VERSION } from './install.ts';

/** Longest time of one check. A response that Lambda would hold back never arrives. */
const CHECK_MS = 60_000;

async function main(isRequired: boolean): Promise<number> {
  const program = await installRic().catch((error: unknown) => {
    if (error instanceof Skipped) return error;
    throw error;
  });
  if (program instanceof Skipped) {
    console.log(`skipped: ${program.message}`);
    console.log(`0 passed, ${isRequired ? 1 : 0} failed`);
    return isRequired ? 1 : 0;
  }
  console.log(`aws-lambda-ric ${RIC_VERSION} on ${NODE}`);
  const functions = await startFunctions(program);
  try {
    let failed = 0;
    for (const check of CHECKS) if (!(await passes(check, functions))) failed += 1;
    console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  } finally {
    await functions.stop();
  }
}

async function passes({ name, run }: Check, functions: Functions): Promise<boolean> {
  const firstLine = functions.lines.length;
  try {
    await withinTime(run(functions));
    console.log(`passed: ${name}`);
    return true;
  } catch (error) {
    console.log(`failed: ${name}\n${inspect(error)}\n${functions.lines.slice(firstLine).join('\n')}`);
    return false;
  }
}

async function withinTime(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no end within ${CHECK_MS / 1000} s`)), CHECK_MS);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

process.exit(await main(process.argv.includes('--required')));
