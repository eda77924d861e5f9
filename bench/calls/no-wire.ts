/** Stands in for `lambda/targets/upstream/exchange.ts` in the bundle of `calls`: returns a fixed response of the upstream. */
import type { exchange as realExchange, UpstreamResponse } from '../../lambda/targets/upstream/exchange.ts';
import { ANSWER_TEXT } from '../support/workload.ts';

const body = Buffer.from(`{"customer":"C-10042","items":${ANSWER_TEXT},"next":null}`);
const answer: UpstreamResponse = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': String(body.length), date: 'now' },
  body,
};

/** Responds without a network, but asynchronously. */
export const exchange: typeof realExchange = async () => answer;
