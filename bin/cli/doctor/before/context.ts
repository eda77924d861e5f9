import { networkInterfaces } from 'node:os';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { StageConfig } from '../../../../lib/config/index.ts';
import { type AwsClients, openClients } from './aws/index.ts';
import { createFindNameServers, type FindNameServers } from './name/delegation.ts';

/** What the checks before a deployment read. */
export interface BeforeContext {
  /** The stage's name. */
  readonly stage: string;
  readonly config: StageConfig;
  /** The directory that contains `config/` and `cdk.json`. */
  readonly root: string;
  /** Clients of the account, in the stage's Region, with the operator's own credentials. */
  readonly aws: AwsClients;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** The address that the operator connects from, as the operator gave it; undefined if it is not known. */
  readonly ownAddress: string | undefined;
  /** The addresses of this machine's network interfaces. */
  readonly interfaceAddresses: () => readonly string[];
  /** Asks DNS for the name servers of a zone. */
  readonly findNameServers: FindNameServers;
  /** Closes the connections of the clients. */
  close(): void;
}

/** How the checks before a deployment reach the account. */
export interface BeforeOptions {
  readonly stage: string;
  readonly config: StageConfig;
  /** The directory that contains `config/` and `cdk.json`. */
  readonly root: string;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** The value of `--my-address`: the address that clients of the operator connect from. @default unknown */
  readonly ownAddress?: string | undefined;
  /** The addresses of this machine's network interfaces. @default those that the operating system lists */
  readonly interfaceAddresses?: () => readonly string[];
  /** Addresses of DNS servers, with ports. @default those of this machine */
  readonly dnsServers?: readonly string[];
  /** URL of all AWS services. @default those of the Region, or `AWS_ENDPOINT_URL` and its like */
  readonly endpoint?: string;
  /** @default those that the AWS SDK finds: variables, profile, SSO, instance */
  readonly credentials?: AwsCredentialIdentity;
}

/** Opens the account of a stage for the checks. It connects when the first check reads. */
export function openBeforeContext(options: BeforeOptions): BeforeContext {
  const { stage, config, root, now, ownAddress, interfaceAddresses = ownInterfaces } = options;
  const aws = openClients({ region: config.region, endpoint: options.endpoint, credentials: options.credentials });
  const findNameServers = createFindNameServers(options.dnsServers);
  const close = () => aws.close();
  return { stage, config, root, aws, now, ownAddress, interfaceAddresses, findNameServers, close };
}

function ownInterfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
}
