import { RegionInfo } from 'aws-cdk-lib/region-info';
import { nearestOf } from './nearest.ts';

/** The Regions that CDK knows; without facts about a Region, it cannot write access logs and service names. */
const REGIONS = RegionInfo.regions.map(({ name }) => name);

/** The expectation that a Region does not meet, as an error message says it, or undefined if CDK knows the Region. */
export function regionProblem(region: string): string | undefined {
  if (REGIONS.includes(region)) return undefined;
  const nearest = nearestOf(region, REGIONS);
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `expected an AWS Region such as us-east-1 or eu-central-1, which this version of CDK knows${meant}`;
}
