import { regionProblem } from '../../../../lib/config/checks/index.ts';

const UNKNOWN = 'expected an AWS Region such as us-east-1 or eu-central-1, which this version of CDK knows';

test.each(['us-east-1', 'eusc-de-east-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-7'])(
  '%s is a Region',
  (region) => {
    expect(regionProblem(region)).toBeUndefined();
  },
);

test.each([
  ['us-esat-1', 'us-east-1'],
  ['eu-central1', 'eu-central-1'],
  ['EU-CENTRAL-1', 'eu-central-1'],
  ['us-east-1a', 'us-east-1'],
])('%s is refused with %s', (region, nearest) => {
  expect(regionProblem(region)).toBe(`${UNKNOWN}; did you mean ${nearest}?`);
});

test('a text that resembles no Region is refused without a suggestion', () => {
  expect(regionProblem('Frankfurt')).toBe(UNKNOWN);
});
