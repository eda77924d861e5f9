/** Runs inside the bundle of `bench/policies.ts`: decisions beside the bare echo, in one process and in turns. */
import type { Principal } from '../../lambda/auth/principal.ts';
import { toServerPolicies } from '../../lambda/auth/server-policies/server-policies.ts';
import type { StoredPolicies } from '../../lambda/policy/index.ts';
import { apiGatewayEvent } from '../support/events.ts';
import { measureRounds, type Variant } from '../support/rounds.ts';
import { Sink } from '../support/sink.ts';
import { ORDERS, SERVER, toolName } from '../support/workload.ts';
import { createEcho } from '../variants/echo.ts';
import { CONTEXT } from '../variants/handler.ts';

const EVENTS = 256;
const TOOLS = 1000;

const [text = '{}', issuer = ''] = process.argv.slice(2);
const stored: StoredPolicies = JSON.parse(text);
const fail = (error: unknown) => {
  throw error;
};
const policies = toServerPolicies(SERVER, stored, fail);
const principal: Principal = {
  kind: 'user',
  id: `user:${issuer}|ana`,
  scopes: new Set(),
  groups: [`${issuer}|staff`, `${issuer}|everyone`],
};
const args = Array.from({ length: EVENTS }, (_, call) => ORDERS.argumentsOf(call));
const tools = Array.from({ length: TOOLS }, (_, index) => `tool:${toolName(index)}` as const);
const echo = createEcho(ORDERS);
const events = args.map((each, id) =>
  apiGatewayEvent({ id, method: 'tools/call', params: { name: ORDERS.name, arguments: each } }),
);
const sink = new Sink();

const variants: readonly Variant[] = [
  {
    name: 'bare echo',
    async call(number) {
      const event = events[number % EVENTS];
      if (event === undefined) throw new Error('unreachable: the number is below the length');
      sink.reset();
      await echo(event, sink, CONTEXT);
    },
  },
  {
    name: 'decision, 50 policies',
    async call(number) {
      const decision = policies.evaluate({
        principal,
        action: `tool:${ORDERS.name}`,
        arguments: args[number % EVENTS],
        now: number,
      });
      if (decision !== 'allow') throw new Error(`the decision is ${decision}`);
    },
  },
  {
    name: 'visibility of 1,000 tools, 50 policies',
    async call(number) {
      // Compiled again, so that nothing is remembered of any tool.
      const fresh = toServerPolicies(SERVER, stored, fail);
      for (const action of tools) {
        const decision = fresh.evaluate({ principal, action, arguments: undefined, now: number });
        if (decision !== 'unknown') throw new Error(`the decision is ${decision}`);
      }
    },
  },
];
process.send?.(await measureRounds(variants, { rounds: 15, sliceMs: 120, warmUpMs: 700 }));
process.disconnect();
