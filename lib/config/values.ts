import { z } from 'zod';
import { networkOf } from './networks.ts';

/** A CIDR block without host bits. */
export const cidr = z.string().check(refuseOtherBlocks);

function refuseOtherBlocks(context: z.core.ParsePayload<string>): void {
  const network = networkOf(context.value);
  if (network?.hasHostBits === false) return;
  const message =
    network === undefined
      ? 'expected a CIDR block such as 203.0.113.7/32 or 2001:db8::/64'
      : `expected a block without bits after its prefix, such as ${network.text}; ` +
        `a /${context.value.includes(':') ? 128 : 32} is a single address`;
  context.issues.push({ code: 'custom', input: context.value, message });
}

/** An integer between two bounds; the error message states both. */
export const wholeNumber = (from: number, to: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, {
    error: `expected a whole number from ${from} to ${to}`,
  });

/** Labels of RFC 1123; the last one is a word, or an international one in its ASCII form. */
const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;

/** A host name with at least two labels, in lower case. */
export const hostName = (error: string) => z.string().regex(HOST_NAME, { error });

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** A name by which tool documents refer to a resource that the stage lists. */
export const name = z.string().regex(NAME, {
  error: 'expected a lower-case letter, then at most 31 lower-case letters, digits or hyphens',
});

/** A parsed ARN. */
export interface Arn {
  /** Such as `aws`, or `aws-cn` for the Regions in China. */
  readonly partition: string;
  readonly service: string;
  /** Empty for a global resource. */
  readonly region: string;
  /** Empty if the ARN has no account. */
  readonly account: string;
  /** Everything after the account. */
  readonly resource: string;
}

const ARN = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12})?:(.+)$/;

/** Parses an ARN; returns undefined if the text is not one. Only the resource may contain wildcards. */
export function parseArn(text: string): Arn | undefined {
  const [match, partition = '', service = '', region = '', account = '', resource = ''] = ARN.exec(text) ?? [];
  return match === undefined ? undefined : { partition, service, region, account, resource };
}
