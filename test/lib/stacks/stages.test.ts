import { describeData } from './data.ts';
import { describeEdge } from './edge.ts';
import { describeFunctions } from './functions.ts';
import { describeNetwork } from './network.ts';
import { describePrivateApi } from './private-api.ts';
import { describeReview } from './review.ts';
import { synthesize } from './synthesize.ts';

// One synthesis for each stage serves all: it takes seconds, an assertion none.
for (const name of ['dev', 'prod']) {
  const stage = synthesize(name);
  describe(`the stage ${name}`, () => {
    describe('catalogue', () => describeData(stage));
    describe('network', () => describeNetwork(stage));
    describe('functions', () => describeFunctions(stage));
    describe('private API', () => describePrivateApi(stage));
    describe('edge', () => describeEdge(stage));
    describe('review', () => describeReview(stage));
  });
}
