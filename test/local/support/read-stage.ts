import { readLoadBalancer } from '../../../local/alb/index.ts';
import { type Invocable, readFunctions } from '../../../local/lambda/index.ts';
import { readPrivateApis } from '../../../local/private-api/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from '../../../local/template/index.ts';

/** Reads the templates in a directory as the local stack does, except that its functions cannot be invoked. */
export function readStageIn(directory: string) {
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
  return {
    resolver,
    specs: functions.specs,
    apis: readPrivateApis(resolver, find),
    balancer: readLoadBalancer(resolver, find),
  };
}
