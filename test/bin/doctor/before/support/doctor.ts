import { BEFORE_CHECKS, type BeforeOptions, openBeforeContext } from '../../../../../bin/cli/doctor/before/index.ts';
import type { Outcome } from '../../../../../bin/cli/doctor/check.ts';
import { REPOSITORY_ROOT } from '../../../../../lib/bundle.ts';
import { parseStage } from '../../../../../lib/config/index.ts';
import {
  type AwsAccount,
  type Call,
  NEW_ACCOUNT,
  REGION,
  startAwsAccount,
  type World,
} from '../../../../support/aws-account/index.ts';
import { CREDENTIALS } from '../../../../support/aws-server.ts';
import { type DnsServer, startDnsServer } from '../../../../support/dns-server.ts';

/** When the checks run. */
export const NOW = Date.parse('2026-11-27T00:00:00Z');

/** A stage with these lines, over HTTPS and open to one address. `auth` and `edge` replace those of the example. */
function stageText(lines: string): string {
  const edge = 'edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev }\n';
  const auth = 'auth: { apiKeys: true }\n';
  return [`region: ${REGION}\n`, /^edge:/m.test(lines) ? '' : edge, /^auth:/m.test(lines) ? '' : auth, lines].join('');
}

/** A stage, and the account that it is deployed to. */
interface Situation extends Partial<BeforeOptions> {
  /** Lines of the stage file. */
  readonly lines?: string;
  /** What differs from a new account. */
  readonly world?: Partial<World>;
  /** What DNS lists. */
  readonly nameServers?: DnsServer['nameServers'];
}

/** Starts an account for a file of tests. */
export function useAccount() {
  let account: AwsAccount;
  let dns: DnsServer;
  beforeAll(async () => {
    account = await startAwsAccount(NEW_ACCOUNT);
    dns = await startDnsServer();
  });
  afterAll(async () => {
    await account.close();
    await dns.close();
  });

  return {
    /** The requests so far, in order. */
    calls: (): readonly Call[] => account.calls,
    /** Answers the next requests with these error codes. */
    failNext: (...codes: readonly string[]) => void account.faults.push(...codes),
    /** Runs one check of the stage `test`. */
    async check(
      id: string,
      { lines = '', world = {}, nameServers = {}, ...options }: Situation = {},
    ): Promise<readonly Outcome[]> {
      const check = BEFORE_CHECKS.find((one) => one.id === id);
      if (check === undefined) throw new Error(`no check ${id}`);
      account.world = { ...NEW_ACCOUNT, ...world };
      dns.nameServers = nameServers;
      const context = openBeforeContext({
        stage: 'test',
        config: parseStage(stageText(lines), 'config/test.yaml'),
        root: REPOSITORY_ROOT,
        now: () => NOW,
        interfaceAddresses: () => [],
        dnsServers: [dns.address],
        endpoint: account.endpoint,
        credentials: CREDENTIALS,
        ...options,
      });
      try {
        return await check.run(context);
      } finally {
        context.close();
      }
    },
  };
}
