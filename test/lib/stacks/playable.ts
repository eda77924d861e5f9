import { readStatements } from '../../../local/iam/index.ts';
import { readTables } from '../../../local/table/index.ts';
import { readStageIn } from '../../local/support/read-stage.ts';

/** Requires that the local stack knows everything that it reads from the templates in a directory. */
export function expectPlayable(directory: string): void {
  const { resolver, specs, apis, balancer } = readStageIn(directory);
  for (const { roleArn = '' } of specs) expect(readStatements(resolver, roleArn)).not.toEqual([]);
  expect(readTables(resolver)).toHaveLength(3);
  expect(apis.apis).toHaveLength(1);
  const [endpoint] = apis.endpoints.values();
  expect(apis.apis[0]?.vpcEndpointIds).toEqual([endpoint]);
  expect(balancer.rules.length).toBeGreaterThan(5);
}
