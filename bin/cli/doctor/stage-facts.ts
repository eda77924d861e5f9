import type { StageConfig } from '../../../lib/config/index.ts';
import { CommandFailed } from '../context.ts';
import type { LocalStack } from '../local-stack.ts';
import type { StageFacts } from './after/index.ts';

/** What a stage file says. */
export function stageFacts(name: string, { edge, auth, catalog, insecureHttp, streaming }: StageConfig): StageFacts {
  const { domainName } = edge;
  return {
    name,
    endpoint: domainName === undefined ? undefined : `${insecureHttp ? 'http' : 'https'}://${domainName}`,
    auth: { hasAnonymous: auth.anonymous !== undefined, hasIssuers: auth.issuers !== undefined },
    refreshSeconds: catalog.refreshSeconds,
    streaming,
  };
}

/**
 * What a running local stack announces of its stage.
 *
 * @throws CommandFailed for a stack of an earlier version
 */
export function localFacts({ endpoint, stage }: LocalStack): StageFacts {
  if (stage === undefined)
    throw new CommandFailed('the local stack is of an earlier version: restart it with `npm start`');
  return { ...stage, endpoint: endpoint.replace(/\/+$/, '') };
}
