/** What a request costs at Spillway's endpoint and at the alternatives to a load balancer, at list prices. */
import { idleCosts, synthesize } from './cost/idle.ts';
import { PRICES } from './cost/prices.ts';
import type { Bench } from './support/bench.ts';
import { figure } from './support/result.ts';

const MILLION = 1_000_000;
/** Request and response together, in GB: 10 KB. */
const GIGABYTES = 0.000_01;

/** One capacity unit of a load balancer, for an hour. aws.amazon.com/elasticloadbalancing/pricing */
const UNIT = {
  connections: 25 * 3600,
  /** To `ip` targets. */
  gigabytes: 1,
  /** To `lambda` targets. */
  lambdaGigabytes: 0.4,
  ruleEvaluations: 1000 * 3600,
  freeRules: 10,
};

export const endpointCost: Bench = {
  name: 'endpoint-cost',
  title: 'Cost of an endpoint, USD',
  async measure() {
    const resources = synthesize('prod');
    const idle = Object.values(idleCosts(resources)).reduce((sum, cost) => sum + cost, 0);
    const rules = resources.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::ListenerRule').length;
    const call =
      units(rules, UNIT.gigabytes) * PRICES.capacityUnit.usd +
      PRICES.restRequests.usd +
      MILLION * GIGABYTES * PRICES.endpointGigabyte.usd;
    const list = units(rules, UNIT.lambdaGigabytes) * PRICES.capacityUnit.usd;
    const millions = {
      'Spillway, a million calls': call,
      'Spillway, a million lists': list,
      'public REST API, a million requests': PRICES.restRequests.usd,
      'CloudFront, a million requests': PRICES.cloudFrontRequests.usd,
      'AgentCore Gateway, a million calls': PRICES.agentCoreCalls.usd,
      'AgentCore Gateway with policies, a million calls': PRICES.agentCoreCalls.usd + PRICES.agentCorePolicies.usd,
    };
    return {
      method: [
        `A request and its response have 10 KB together, each on a new connection, and pass all ${rules} listener rules of prod.`,
        'A load balancer bills its largest dimension: connections, bytes or rules beyond ten. A call passes the private API and its interface endpoint; a list of a client on 2026-07-28 goes to a function.',
        'The break-even is the number of requests a month, in millions, above which Spillway with its idle cost is cheaper.',
        'Not counted, because every way has them: Lambda, logs, tables, and data transfer to the internet. Function URLs have no charge of their own.',
        'List prices of us-east-1 from bench/cost/prices.ts.',
      ],
      figures: [
        figure('Spillway, idle for a month', 'USD', [idle]),
        ...Object.entries(millions).map(([name, usd]) => figure(name, 'USD', [usd])),
        figure('break-even of lists with a public REST API', 'million', [idle / (PRICES.restRequests.usd - list)]),
        figure('break-even of calls with AgentCore Gateway', 'million', [idle / (PRICES.agentCoreCalls.usd - call)]),
      ],
      pairs: [],
      claims: [],
    };
  },
};

/** Hours of capacity units for a million requests: the largest dimension counts. */
function units(rules: number, gigabytesOfUnit: number): number {
  return (
    MILLION *
    Math.max(
      1 / UNIT.connections,
      GIGABYTES / gigabytesOfUnit,
      Math.max(0, rules - UNIT.freeRules) / UNIT.ruleEvaluations,
    )
  );
}
