import { BlockList } from 'node:net';
import { z } from 'zod';
import { hostName, parseArn } from './values.ts';

/** A problem of a stage document, as zod takes it. */
interface Problem {
  readonly input: unknown;
  readonly path: (string | number)[];
  readonly message: string;
}

const subnetId = z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, {
  error: 'expected the ID of a subnet, such as subnet-0123456789abcdef0',
});

const ZONE = /^[a-z]{2,4}(-[a-z]+)+-[0-9][a-z]$/;

const zone = z.string().regex(ZONE, {
  error: 'expected the name of an Availability Zone, not its ID, such as us-east-1a',
});

const securityGroupId = z.string().regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, {
  error: 'expected the ID of a security group, such as sg-0123456789abcdef0',
});

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

/** Subnets and security groups of a function. AWS: lambda/latest/api/API_VpcConfig.html */
export const functionVpc = z
  .strictObject({
    /** Subnets of the function's network interfaces, with routes to everything that it calls. Required. */
    subnetIds: z
      .array(subnetId)
      .min(1, { error: 'expected at least one subnet' })
      .max(16, { error: 'expected at most 16 subnets, the limit of Lambda' })
      .refine(isDistinct, { error: 'expected each subnet once' }),
    /** Security groups of these interfaces. Required. */
    securityGroupIds: z
      .array(securityGroupId)
      .min(1, { error: 'expected at least one security group' })
      .max(5, { error: 'expected at most 5 security groups, the limit of Lambda' })
      .refine(isDistinct, { error: 'expected each security group once' }),
  })
  .optional();

/** A load balancer requires subnets in two zones; each zone of the endpoint is billed. */
const TWO_ZONES = 'expected two different Availability Zones, such as [us-east-1a, us-east-1b]';

/** Availability Zones of the VPC that the stage creates. */
export const zones = z
  .array(zone)
  .refine((names) => names.length === 2 && isDistinct(names), { error: TWO_ZONES })
  .optional();

const existingVpc = z.strictObject({
  /** ID of the VPC. Required. */
  vpcId: z.string().regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, {
    error: 'expected the ID of a VPC, such as vpc-0123456789abcdef0',
  }),
  /** Subnets of the load balancer and the endpoint, each in another zone. Required. */
  subnetIds: z.array(subnetId).refine((ids) => ids.length >= 2 && ids.length <= 6 && isDistinct(ids), {
    error: 'expected 2 to 6 different subnets, each in another Availability Zone',
  }),
  /** The zone of each subnet, in the same order. Required, so that synthesis needs no look-up. */
  zones: z.array(zone),
});

/** A VPC of the account, instead of one that the stage creates. */
export const existing = existingVpc
  .refine(({ subnetIds, zones }) => zones.length === subnetIds.length && isDistinct(zones), {
    path: ['zones'],
    error: 'expected the zone of each subnet, in the order of subnetIds, and each zone once',
  })
  .optional();

/** The VPC that a stage sets, as far as its keys exclude each other. */
interface Placed {
  readonly region: string;
  readonly network: {
    readonly cidr: string;
    readonly zones?: readonly string[] | undefined;
    readonly existing?: z.output<typeof existing>;
  };
}

/** Blocks that no VPC can have. AWS: vpc/latest/userguide/vpc-cidr-blocks.html */
const NO_VPC = new BlockList();
NO_VPC.addSubnet('0.0.0.0', 8);
NO_VPC.addSubnet('127.0.0.0', 8);
NO_VPC.addSubnet('169.254.0.0', 16);
NO_VPC.addSubnet('224.0.0.0', 3);

/** Whether EC2 creates no VPC with an IPv4 block. */
export function isReserved(cidr: string): boolean {
  const [address = ''] = cidr.split('/');
  return NO_VPC.check(address);
}

/** The default block of a VPC that the stage creates. */
export const DEFAULT_CIDR = '10.83.0.0/16';

/** Keys of the VPC that exclude each other, and zones of other Regions. */
export function networkProblems({ region, network }: Placed): Problem[] {
  const { cidr, zones = [], existing } = network;
  const problems: Problem[] = [];
  if (existing !== undefined && cidr !== DEFAULT_CIDR) {
    const message = 'expected no block beside network.existing: the VPC has its own';
    problems.push({ input: cidr, path: ['network', 'cidr'], message });
  }
  if (existing !== undefined && zones.length > 0) {
    const message = 'expected no zones beside network.existing, which has its own zones';
    problems.push({ input: zones, path: ['network', 'zones'], message });
  }
  const named = [
    ...zones.map((name, index) => ({ name, path: ['network', 'zones', index] })),
    ...(existing?.zones ?? []).map((name, index) => ({ name, path: ['network', 'existing', 'zones', index] })),
  ];
  for (const { name, path } of named) {
    // A name that is none has an error already.
    if (!ZONE.test(name) || name.slice(0, -1) === region) continue;
    problems.push({ input: name, path, message: `expected a zone of the stage's Region, such as ${region}a` });
  }
  return problems;
}

const KEY = /^key\/[A-Za-z0-9-]{1,64}$/;

/** The key that encrypts what a stage keeps. */
export const kms = z.strictObject({
  /** ARN of a symmetric key in the stage's Region, not of an alias. Default: keys of AWS. */
  keyArn: z
    .string()
    .refine(
      (text) => {
        const arn = parseArn(text);
        return arn?.service === 'kms' && arn.account !== '' && KEY.test(arn.resource);
      },
      {
        error:
          'expected the ARN of a KMS key, such as ' +
          'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012',
      },
    )
    .optional(),
});

const CERTIFICATE = /^certificate\/[0-9a-f-]{36}$/;

/** An existing certificate of ACM. */
export const certificateArn = z
  .string()
  .refine(
    (text) => {
      const arn = parseArn(text);
      return arn?.service === 'acm' && arn.account !== '' && CERTIFICATE.test(arn.resource);
    },
    {
      error:
        'expected the ARN of a certificate in ACM, such as ' +
        'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
    },
  )
  .optional();

/** A public hosted zone of Route 53. */
export const hostedZone = z
  .strictObject({
    /** ID of the zone. Required. */
    id: z
      .string()
      .regex(/^Z[A-Z0-9]{1,31}$/, { error: 'expected the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ' }),
    /** Name of the zone. Required. */
    name: hostName('expected the name of a hosted zone in lower case without a dot at its end, such as example.com'),
  })
  .optional();

/** The name of a stage, as far as its keys exclude each other. */
interface Named {
  readonly insecureHttp: boolean;
  readonly edge: {
    readonly domainName?: string | undefined;
    readonly certificateArn?: string | undefined;
    readonly hostedZone?: z.output<typeof hostedZone>;
  };
}

/** RFC 5280 limits the common name. AWS: acm/latest/APIReference/API_RequestCertificate.html, DomainName */
const CERTIFICATE_NAME_CHARACTERS = 64;

/** Keys of domain name and certificate that exclude or need each other. */
export function domainProblems({ insecureHttp, edge }: Named): Problem[] {
  const { domainName, certificateArn, hostedZone } = edge;
  const problems: Problem[] = [];
  const add = (key: string, input: unknown, message: string) => problems.push({ input, path: ['edge', key], message });
  if (certificateArn !== undefined && hostedZone !== undefined) {
    add('certificateArn', certificateArn, 'expected no certificate beside edge.hostedZone, which creates one');
  }
  if (certificateArn !== undefined && insecureHttp) {
    add('certificateArn', certificateArn, 'expected no certificate while insecureHttp is true');
  }
  if (hostedZone === undefined) return problems;
  const { name } = hostedZone;
  if (domainName === undefined) {
    add('hostedZone', hostedZone, `expected edge.domainName as well, such as mcp.${name}: the zone gets its record`);
  } else if (!insecureHttp && domainName.length > CERTIFICATE_NAME_CHARACTERS) {
    const message = `expected at most ${CERTIFICATE_NAME_CHARACTERS} characters, the longest name for which ACM creates a certificate`;
    add('domainName', domainName, message);
  } else if (domainName !== name && !domainName.endsWith(`.${name}`)) {
    add('hostedZone', hostedZone, `expected the zone of edge.domainName, ${domainName}`);
  }
  return problems;
}
