import 'aws-cdk-lib/testhelpers/jest-autoclean';
import type { SynthesizedStage } from '../synthesize.ts';
import { describeDecisions } from './decisions.ts';
import { BASE, comparedWith, readExpected } from './expected.ts';
import { readableStacks } from './readable.ts';
import { FIVE, synthesizeFile } from './stages.ts';

const stages = FIVE.map((name): [string, SynthesizedStage] => [name, synthesizeFile(name)]);
const base = readableStacks(synthesizeFile(BASE));

describe.each(stages)('the stage %s', (name, stage) => {
  const stacks = readableStacks(stage);
  const actual = name === BASE ? stacks : comparedWith(base, stacks);
  const expected = readExpected(stage.stage);

  test('has three stacks', () => {
    expect(Object.keys(actual)).toEqual(['Data', 'Network', 'Service']);
  });

  // A difference is a mistake, or a change that reviewers must see: `npm run resources` writes it to the file.
  test.each(['Data', 'Network', 'Service'])('has exactly the resources of its file: %s', (stack) => {
    expect(actual[stack]).toEqual(expected[stack]);
  });

  describeDecisions(stage);
});
