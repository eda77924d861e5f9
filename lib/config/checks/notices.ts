import { certificateParameter } from '../../names.ts';
import { isLoopback } from '../networks.ts';
import { hasPrivate, isExample, isLoopbackOnly, isPrivate } from './reach.ts';

/** What the operator should know about a stage that synthesizes. */
export interface Notices {
  /** What would make a deployment useless, or leaves something without effect. */
  readonly warnings: readonly string[];
  /** What the operator prepares, in the account and in DNS, before the first deployment or right after it. */
  readonly preparations: readonly string[];
}

/** The keys of a stage that notices depend on. */
export interface NoticedStage {
  readonly region: string;
  readonly insecureHttp: boolean;
  readonly edge: {
    readonly allowedCidrs: readonly string[];
    readonly domainName?: string | undefined;
    readonly scheme: 'internet-facing' | 'internal';
    /** The zone in which the stage creates record and certificate. Default: the operator creates them. */
    readonly hostedZone?: object | undefined;
    /** The certificate, in place of the parameter. Default: the parameter names it. */
    readonly certificateArn?: string | undefined;
  };
  /** The role that API Gateway logs with. */
  readonly apiGateway: { readonly accountRole: 'existing' | 'create' };
  readonly functions: {
    /** `stream` and `worker` run tools; without a VPC, they reach public addresses only. */
    readonly [name in 'stream' | 'worker']: { readonly vpc?: object | undefined };
  } & {
    readonly listen: { readonly maxStreams?: number | undefined; readonly reservedConcurrency?: number | undefined };
  };
  /** The key of one's own, whose policy the operator writes. */
  readonly kms: { readonly keyArn?: string | undefined };
  readonly upstreams: { readonly allowedNetworks: readonly string[] };
}

/** RFC 2606 section 3, RFC 6761: names that nobody can register. `prod` ships with one. */
const EXAMPLE_NAME = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/;

/** Collects the notices of a stage. */
export function stageNotices(stage: string, config: NoticedStage): Notices {
  return {
    warnings: [
      ...withoutClients(config),
      ...exampleBlocks(config),
      ...withoutDomain(config),
      ...withoutRoutes(config),
      ...withoutStreams(config),
    ],
    preparations: preparations(stage, config),
  };
}

/** Why a stage cannot be deployed although it synthesizes for the local stack, or undefined if it can. */
export function deploymentProblem({ edge }: Pick<NoticedStage, 'edge'>): string | undefined {
  if (!isLoopbackOnly(edge.allowedCidrs)) return undefined;
  return (
    `edge.allowedCidrs: found ${edge.allowedCidrs.join(', ')}; expected an address of a client: loopback alone is for the local stack, and ` +
    `nobody could connect to the deployed endpoint; ${addition(edge.scheme)}`
  );
}

/** The block that admits the operator. */
function addition(scheme: NoticedStage['edge']['scheme']): string {
  return scheme === 'internal'
    ? "add your clients' private addresses"
    : 'add your public address as x.x.x.x/32 (https://checkip.amazonaws.com shows it)';
}

function withoutClients({ edge }: NoticedStage): string[] {
  const { allowedCidrs, scheme } = edge;
  if (isLoopbackOnly(allowedCidrs)) {
    return [
      `edge.allowedCidrs is ${allowedCidrs.join(', ')}, which admits the local stack's clients alone: \`npm run deploy\` refuses it. ` +
        `Before you deploy, ${addition(scheme)}.`,
    ];
  }
  if (scheme === 'internal' && !allowedCidrs.some(hasPrivate)) {
    return [
      `edge.allowedCidrs lists ${allowedCidrs.join(', ')}, but clients reach an internal load balancer from private addresses. Add ` +
        'those of your clients, unless their network uses public ones.',
    ];
  }
  const unused = scheme === 'internal' ? allowedCidrs.filter(isLoopback) : allowedCidrs.filter(isPrivate);
  if (unused.length === 0) return [];
  return [
    `edge.allowedCidrs: no client connects from ${unused.join(', ')}, because the load balancer has ` +
      `${scheme === 'internal' ? 'addresses of its VPC' : 'public addresses'}. Remove what you do not need.`,
  ];
}

function exampleBlocks({ edge }: NoticedStage): string[] {
  const examples = edge.allowedCidrs.filter(isExample);
  if (examples.length === 0) return [];
  return [
    `edge.allowedCidrs lists ${examples.join(', ')}, examples that nobody has. Replace them with addresses of your clients before you deploy.`,
  ];
}

/** A refusal of a stream runs in the function, too. */
function withoutStreams({ functions }: NoticedStage): string[] {
  const { maxStreams = 0, reservedConcurrency } = functions.listen;
  if (reservedConcurrency === undefined || reservedConcurrency > maxStreams) return [];
  return [
    `functions.listen.reservedConcurrency is ${reservedConcurrency}, and functions.listen.maxStreams is ${maxStreams}. Reserve some more ` +
      'than maxStreams, or lower maxStreams: refusals need invocations, too.',
  ];
}

function withoutRoutes({ functions, upstreams }: NoticedStage): string[] {
  const networks = upstreams.allowedNetworks.filter(isPrivate);
  const outside = (['stream', 'worker'] as const).filter((name) => functions[name].vpc === undefined);
  if (networks.length === 0 || outside.length === 0) return [];
  return [
    `upstreams.allowedNetworks lists ${networks.join(', ')}, which functions outside a VPC cannot reach. Set ` +
      `${outside.map((name) => `functions.${name}.vpc`).join(' and ')} as well.`,
  ];
}

function withoutDomain({ edge }: NoticedStage): string[] {
  const { domainName } = edge;
  if (domainName === undefined || !EXAMPLE_NAME.test(domainName)) return [];
  return [
    `edge.domainName is ${domainName}, an example that nobody can own. Replace it with the host name of your certificate before you deploy.`,
  ];
}

function preparations(stage: string, { region, insecureHttp, edge, apiGateway, kms }: NoticedStage): string[] {
  const { domainName, hostedZone, certificateArn } = edge;
  const certificate =
    `Before the first deployment, request an ACM certificate for ${domainName} in ${region}, and store its ARN: aws ssm put-parameter ` +
    `--region ${region} --name ${certificateParameter(stage)} --type String --value ARN`;
  const role =
    `Before the first deployment, make sure that API Gateway has a role for logs in this account and ${region}: aws apigateway get-account ` +
    `--region ${region} shows cloudwatchRoleArn; without one, set apiGateway.accountRole: create`;
  const key =
    `Before the first deployment, let the policy of ${kms.keyArn} admit CloudWatch Logs of ${region} and the IAM policies of the account: ` +
    'docs/stages.md lists the actions';
  const record = `After the first deployment, create a DNS record from ${domainName} to the output LoadBalancerDnsName.`;
  return [
    ...(insecureHttp || hostedZone !== undefined || certificateArn !== undefined ? [] : [certificate]),
    ...(apiGateway.accountRole === 'existing' ? [role] : []),
    ...(kms.keyArn === undefined ? [] : [key]),
    ...(domainName === undefined || hostedZone !== undefined ? [] : [record]),
  ];
}
