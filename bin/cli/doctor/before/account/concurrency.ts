import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { allPages } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { isDeployed, stacksOf } from '../stage/read-stacks.ts';
import { quotaIncrease } from './quota-increase.ts';

/** Lambda refuses a reservation that leaves less than this to functions without one. AWS: lambda/latest/dg/configuration-concurrency.html */
const KEPT_FREE = 100;

/** The quota of concurrent executions in Service Quotas. */
const lambdaQuota = (region: string) => ({ region, service: 'lambda', code: 'L-B99A9384' });

/** Whether the account has the concurrency that the stage reserves. */
export const concurrency: Check<BeforeContext> = {
  id: 'concurrency',
  title: 'Concurrent executions',
  async run(context) {
    const { config, aws } = context;
    const { AccountLimit: limit } = await (await aws.lambda()).getAccountSettings({});
    const quota = limit?.ConcurrentExecutions ?? 0;
    const unreserved = limit?.UnreservedConcurrentExecutions ?? 0;

    const reservations = reservationsOf(config);
    const wanted = reservations.reduce((sum, { size }) => sum + size, 0);
    if (wanted === 0) return [withoutReservations(context, quota, unreserved)];

    const own = await reservedByStage(context);
    const free = unreserved + own;
    const { passed, failed } = expecting(
      `The account can reserve ${wanted} concurrent executions for the stage, and has ${KEPT_FREE} left.`,
    );
    const seen = `The quota is ${quota}; ${free} of them are not reserved by other functions, and the stage reserves ${wanted}.`;
    if (free - wanted >= KEPT_FREE) return [passed(seen)];
    const needed = quota + wanted + KEPT_FREE - free;
    const keys = reservations.map(({ key }) => key);
    const fix =
      `Lambda keeps ${KEPT_FREE} free, so this needs a quota of ${needed}: ${quotaIncrease(lambdaQuota(config.region), needed)}. Until AWS grants it, ` +
      `remove ${keys.join(', ')}.`;
    return [failed(seen, { fix, key: keys[0] ?? 'functions' })];
  },
};

function reservationsOf({ functions: { toolkit, ...own } }: BeforeContext['config']) {
  return Object.entries({ ...toolkit, ...own }).flatMap(([name, { reservedConcurrency: size }]) =>
    size === undefined ? [] : [{ key: `functions.${name}.reservedConcurrency`, size }],
  );
}

/** Each open stream occupies an execution until it ends. */
function withoutReservations({ config }: BeforeContext, quota: number, unreserved: number) {
  const { maxStreams = 0 } = config.functions.listen;
  const { passed, warned } = expecting('The account has concurrent executions for calls beside open subscriptions.');
  const seen = `The quota is ${quota}, ${unreserved} are not reserved, and functions.listen.maxStreams is ${maxStreams}.`;
  if (unreserved > maxStreams) return passed(seen);
  const fix =
    `Open subscriptions can occupy every execution, and calls are then answered 503. Set functions.listen.maxStreams below ${unreserved}, ` +
    `or request a quota: ${quotaIncrease(lambdaQuota(config.region), 1000)}`;
  return warned(seen, { fix, key: 'functions.listen.maxStreams' });
}

/** What the deployed functions of the stage reserve already: an update replaces these reservations. */
async function reservedByStage(context: BeforeContext): Promise<number> {
  const { service } = await stacksOf(context);
  if (!isDeployed(service)) return 0;
  const cloudFormation = await context.aws.cloudFormation();
  const lambda = await context.aws.lambda();
  const pages = await allPages((NextToken) =>
    cloudFormation.listStackResources({ StackName: service.name, NextToken }),
  );
  let reserved = 0;
  for (const { ResourceType: type, PhysicalResourceId: id } of pages.flatMap(
    (page) => page.StackResourceSummaries ?? [],
  )) {
    if (type !== 'AWS::Lambda::Function' || id === undefined) continue;
    const { ReservedConcurrentExecutions: size = 0 } = await lambda.getFunctionConcurrency({ FunctionName: id });
    reserved += size;
  }
  return reserved;
}
