/** Subnets of a VPC. */
interface SubnetModel {
  readonly id: string;
  readonly vpc: string;
  readonly zone: string;
  /** Free addresses. */
  readonly free?: number;
  readonly ipv6?: string;
  readonly isDefault?: boolean;
}

/** A route: a block or prefix list, and the gateway that its packets leave through. */
interface RouteModel {
  readonly to: string;
  readonly via: string;
  readonly state?: 'active' | 'blackhole';
}

/** An account and Region as the services of AWS describe it. */
export interface World {
  readonly region: string;
  readonly caller: { readonly account: string; readonly arn: string };
  readonly zones: readonly { readonly name: string; readonly state?: string; readonly type?: string }[];
  readonly endpointServices: readonly {
    readonly name: string;
    readonly zones: readonly string[];
    readonly type?: string;
  }[];
  readonly vpcs: readonly { readonly id: string; readonly cidr: string; readonly stack?: string }[];
  readonly subnets: readonly SubnetModel[];
  readonly routeTables: readonly {
    readonly id: string;
    readonly vpc: string;
    /** Undefined for the main table. */
    readonly subnets?: readonly string[];
    readonly routes: readonly RouteModel[];
  }[];
  readonly endpoints: readonly {
    readonly id: string;
    readonly vpc: string;
    readonly service: string;
    readonly type: 'Gateway' | 'Interface';
    readonly privateDns?: boolean;
    readonly state?: string;
  }[];
  readonly securityGroups: readonly {
    readonly id: string;
    readonly vpc: string;
    /** Protocol and port, such as `-1` or `tcp 443`. */
    readonly egress: readonly string[];
  }[];
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly status: string;
        readonly reason?: string;
        readonly isProtected?: boolean;
        readonly resources?: readonly { readonly type: string; readonly id: string }[];
      }
    >
  >;
  readonly lambda: {
    readonly quota: number;
    readonly unreserved: number;
    /** Reserved concurrency by function. */
    readonly reserved: Readonly<Record<string, number>>;
  };
  readonly accountRole?: string | undefined;
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
  /** Certificates by ARN, as ACM answers them. */
  readonly certificates: Readonly<Record<string, object>>;
  readonly hostedZones: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly isPrivate?: boolean;
        readonly nameServers?: readonly string[];
        readonly records?: readonly { readonly name: string; readonly type: string }[];
      }
    >
  >;
  /** Values by quota code. */
  readonly quotas: Readonly<Record<string, number>>;
  readonly tables: readonly string[];
  /** IAM actions that the caller's policies do not allow. */
  readonly denied: readonly string[];
}

export const REGION = 'eu-west-1';
export const ACCOUNT = '111122223333';
const SERVICE = `com.amazonaws.${REGION}`;

/** An account that has never seen Spillway, bootstrapped, with the quotas of a grown account. */
export const NEW_ACCOUNT: World = {
  region: REGION,
  caller: { account: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/jo` },
  zones: ['a', 'b', 'c'].map((letter) => ({ name: `${REGION}${letter}` })),
  endpointServices: [
    { name: `${SERVICE}.dynamodb`, zones: [`${REGION}a`, `${REGION}b`, `${REGION}c`], type: 'Gateway' },
    { name: `${SERVICE}.ec2`, zones: [`${REGION}a`, `${REGION}b`, `${REGION}c`] },
    { name: `${SERVICE}.ecs`, zones: [`${REGION}a`, `${REGION}b`, `${REGION}c`] },
    { name: `${SERVICE}.execute-api`, zones: [`${REGION}a`, `${REGION}b`, `${REGION}c`] },
  ],
  vpcs: [{ id: 'vpc-00000000000000001', cidr: '172.31.0.0/16' }],
  subnets: ['a', 'b', 'c'].map((letter) => ({
    id: `subnet-0000000000000000${letter}`,
    vpc: 'vpc-00000000000000001',
    zone: `${REGION}${letter}`,
    isDefault: true,
  })),
  routeTables: [],
  endpoints: [],
  securityGroups: [],
  stacks: {},
  lambda: { quota: 1000, unreserved: 1000, reserved: {} },
  accountRole: `arn:aws:iam::${ACCOUNT}:role/apigateway-logs`,
  parameters: { '/cdk-bootstrap/hnb659fds/version': { type: 'String', value: '30' } },
  certificates: {},
  hostedZones: {},
  quotas: { 'L-F678F1CE': 5, 'L-0EA8095F': 60 },
  tables: [],
  denied: [],
};
