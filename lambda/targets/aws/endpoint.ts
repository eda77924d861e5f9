import type { AwsRequest } from './request.ts';

/** Where a request goes, and the Region that it is signed for. */
interface Endpoint {
  /** `https://sqs.eu-central-1.amazonaws.com` */
  readonly url: string;
  readonly region: string;
}

/** A partition of AWS: Regions that share a domain, and the Region that its global endpoints are signed for. */
interface Partition {
  readonly regions: RegExp;
  readonly domain: string;
  readonly global: string;
}

/** The partition of all other Regions. */
const AWS: Partition = { regions: /^/, domain: 'amazonaws.com', global: 'us-east-1' };

/** AWS: general/latest/gr/rande.html#regional-endpoints, and the partitions of AWS's SDKs */
const PARTITIONS: readonly Partition[] = [
  { regions: /^cn-/, domain: 'amazonaws.com.cn', global: 'cn-northwest-1' },
  { regions: /^us-gov-/, domain: 'amazonaws.com', global: 'us-gov-west-1' },
  { regions: /^eusc-/, domain: 'amazonaws.eu', global: 'eusc-de-east-1' },
  { regions: /^us-iso-/, domain: 'c2s.ic.gov', global: 'us-iso-east-1' },
  { regions: /^us-isob-/, domain: 'sc2s.sgov.gov', global: 'us-isob-east-1' },
  { regions: /^eu-isoe-/, domain: 'cloud.adc-e.uk', global: 'eu-isoe-west-1' },
  { regions: /^us-isof-/, domain: 'csp.hci.ic.gov', global: 'us-isof-south-1' },
];

/** Returns AWS's own endpoint of a service in a Region, or in the one Region of the partition that has the service. */
export function endpointOf(
  { host, global, home }: Pick<AwsRequest, 'host' | 'global' | 'home'>,
  region: string,
): Endpoint {
  const partition = PARTITIONS.find(({ regions }) => regions.test(region)) ?? AWS;
  const { domain, global: signed } = partition;
  if (global) return { url: `https://${host}.${domain}`, region: signed };
  const own = home === undefined ? region : partition === AWS ? home : signed;
  return { url: `https://${host}.${own}.${domain}`, region: own };
}
