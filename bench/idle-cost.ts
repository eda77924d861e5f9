/** Monthly cost of an idle deployment: the resources of its templates that are billed by time, at list prices. */
import { idleCosts, synthesize } from './cost/idle.ts';
import { HOURS, PRICES } from './cost/prices.ts';
import type { Bench } from './support/bench.ts';
import { figure } from './support/result.ts';

export const idleCost: Bench = {
  name: 'idle-cost',
  title: 'Idle cost of a deployment, USD per month',
  async measure() {
    const { loadBalancer, publicAddress, endpointZone, secret } = PRICES;
    const costs = idleCosts(synthesize('prod'));
    const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
    const prices = [loadBalancer, publicAddress, endpointZone, secret].map(({ usd, per }) => `${usd} USD per ${per}`);
    return {
      method: [
        'Counted in the synthesized templates of the stage prod: load balancers, their zones (one public address each), zones of interface endpoints, and secrets.',
        `List prices of us-east-1, ${HOURS} hours per month: ${prices.join(', ')} (bench/cost/prices.ts).`,
        'Functions, API Gateway and on-demand tables cost nothing while idle; logs and tables are billed by their size.',
      ],
      figures: [...Object.entries(costs), ['total', total] as const].map(([name, cost]) => figure(name, 'USD', [cost])),
      pairs: [],
      claims: [{ claim: 'at most 39 USD per month', of: 'total', bound: 'at most', limit: 39 }],
    };
  },
};
