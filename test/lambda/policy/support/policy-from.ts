import { policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson } from '../../../../lambda/policy/index.ts';

/** The JSON form that Cedar makes of a policy's text. */
export function policyFrom(text: string): PolicyJson {
  const answer = policyToJson(text);
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('\n'));
  return answer.json as PolicyJson;
}
