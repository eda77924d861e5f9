/** Stands in for `lambda/targets/upstream/exchange.ts` in the bundle of `calls`: the upstream's answer is there at once. */
import type { exchange as realExchange, UpstreamResponse } from '../../lambda/targets/upstream/exchange.ts';
import { ANSWER_TEXT } from '../support/workload.ts';

const body = Buffer.from(`{"customer":"C-10042","items":${ANSWER_TEXT},"next":null}`);
const answer: UpstreamResponse = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': String(body.length), date: 'now' },
  body,
};

/** Answers without a wire, but not before the caller has awaited. */
export const exchange: typeof realExchange = async () => answer;
