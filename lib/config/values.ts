import { z } from 'zod';
import { parseCidr } from './networks.ts';

/** A network. */
export const cidr = z.string().refine((text) => parseCidr(text) !== undefined, {
  error: 'expected a CIDR block such as 203.0.113.7/32 or 2001:db8::/64',
});

/** A whole number, with both of its bounds in the message. */
export const wholeNumber = (from: number, to: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, {
    error: `expected a whole number from ${from} to ${to}`,
  });

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** What a tool's document calls something that the stage lists. */
export const name = z.string().regex(NAME, {
  error: 'expected a lower-case letter, then at most 31 lower-case letters, digits or hyphens',
});

/** An ARN, taken apart. */
export interface Arn {
  readonly service: string;
  /** Empty for what belongs to no Region. */
  readonly region: string;
  /** Empty for what names no account. */
  readonly account: string;
  /** All after the account. */
  readonly resource: string;
}

const ARN = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:(.+)$/;

/** Takes an ARN apart, or answers undefined where the text is none. Only its last part may hold wildcards. */
export function parseArn(text: string): Arn | undefined {
  const [match, service = '', region = '', account = '', resource = ''] = ARN.exec(text) ?? [];
  return match === undefined ? undefined : { service, region, account, resource };
}
