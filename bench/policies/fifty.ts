import { policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson, StoredPolicy } from '../../lambda/policy/index.ts';
import { ORDERS } from '../support/workload.ts';

export const ISSUER = 'https://id.example.com';

/** 50 policies that all concern the called tool: the last one permits, after every other was evaluated. */
export function fiftyPolicies(): readonly StoredPolicy[] {
  const action = `action in [Action::"tool:${ORDERS.name}", Action::"tools"]`;
  const group = (name: string) => `Group::"${ISSUER}|${name}"`;
  const texts = [
    ...Array.from(
      { length: 15 },
      (_, i) =>
        `forbid (principal in ${group(`team-${i}`)}, ${action}, resource) unless { context.input.limit < ${i} };`,
    ),
    ...Array.from(
      { length: 5 },
      (_, i) => `forbid (principal, ${action}, resource) when { context.input.customer like "X-${i}*-test" };`,
    ),
    ...Array.from(
      { length: 15 },
      (_, i) =>
        `permit (principal, ${action}, resource) when { ["A-${i}", "B-${i}", "D-${i}"].contains(context.input.customer) };`,
    ),
    ...Array.from(
      { length: 14 },
      (_, i) => `permit (principal is Key, ${action}, resource) when { context.input.limit > ${i} };`,
    ),
    `permit (principal in ${group('staff')}, ${action}, resource) when { context.input.limit <= 500 };`,
  ];
  return texts.map((text, index) => ({ name: `p${index}`, text, statements: [inJson(text)] }));
}

function inJson(text: string): PolicyJson {
  const answer = policyToJson(text);
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('\n'));
  return answer.json as PolicyJson;
}
