import { readLoadBalancer } from '../../../local/alb/index.ts';
import { readStatements } from '../../../local/iam/index.ts';
import { type Invocable, readFunctions } from '../../../local/lambda/index.ts';
import { readPrivateApis } from '../../../local/private-api/index.ts';
import { readTables } from '../../../local/table/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from '../../../local/template/index.ts';

/** Requires that the local stack knows everything that it reads from the templates in a directory. */
export function expectPlayable(directory: string): void {
  const resolver = new Resolver(
    readAssembly(directory),
    physicalAttributes(() => '127.0.0.1:8787'),
  );
  checkAssembly(resolver.assembly);
  const functions = readFunctions(resolver);
  const find = (arn: string): Invocable | undefined => {
    const spec = functions.specs.find((candidate) => candidate.arn === functions.targets.get(arn));
    return spec && { ...spec, invoke: () => Promise.reject(new Error('not here')) };
  };
  const apis = readPrivateApis(resolver, find);
  const balancer = readLoadBalancer(resolver, find);
  for (const { roleArn = '' } of functions.specs) expect(readStatements(resolver, roleArn)).not.toEqual([]);
  expect(readTables(resolver)).toHaveLength(3);
  expect(apis.apis).toHaveLength(1);
  const [endpoint] = apis.endpoints.values();
  expect(apis.apis[0]?.vpcEndpointIds).toEqual([endpoint]);
  expect(balancer.rules.length).toBeGreaterThan(5);
}
