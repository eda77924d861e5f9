import { z } from 'zod';
import { parseCidr } from './networks.ts';

export const cidr = z.string().refine((text) => parseCidr(text) !== undefined, {
  error: 'expected a CIDR block such as 203.0.113.7/32 or 2001:db8::/64',
});

/** An integer between two bounds; the error message states both. */
export const wholeNumber = (from: number, to: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, {
    error: `expected a whole number from ${from} to ${to}`,
  });

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** A name by which tool documents refer to a resource that the stage lists. */
export const name = z.string().regex(NAME, {
  error: 'expected a lower-case letter, then at most 31 lower-case letters, digits or hyphens',
});

/** A parsed ARN. */
export interface Arn {
  readonly service: string;
  /** Empty for a global resource. */
  readonly region: string;
  /** Empty if the ARN has no account. */
  readonly account: string;
  /** Everything after the account. */
  readonly resource: string;
}

const ARN = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:(.+)$/;

/** Parses an ARN; returns undefined if the text is not one. Only the resource may contain wildcards. */
export function parseArn(text: string): Arn | undefined {
  const [match, service = '', region = '', account = '', resource = ''] = ARN.exec(text) ?? [];
  return match === undefined ? undefined : { service, region, account, resource };
}
