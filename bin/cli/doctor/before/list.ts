import type { Check } from '../check.ts';
import { accountRole } from './account/account-role.ts';
import { awsAccount } from './account/aws-account.ts';
import { bootstrap } from './account/bootstrap.ts';
import { concurrency } from './account/concurrency.ts';
import { quotas } from './account/quotas.ts';
import type { BeforeContext } from './context.ts';
import { certificate } from './name/certificate.ts';
import { hostedZone } from './name/hosted-zone.ts';
import { parameter } from './name/parameter.ts';
import { record } from './name/record.ts';
import { networkCidr } from './network/network-cidr.ts';
import { ownAddress } from './network/own-address.ts';
import { region } from './network/region.ts';
import { routes } from './network/routes.ts';
import { subnets } from './network/subnets.ts';
import { zones } from './network/zones.ts';
import { deployment } from './stage/deployment.ts';
import { stacks } from './stage/stacks.ts';
import { tables } from './stage/tables.ts';

/** The checks, in the order of the report: the stage file, the account, its network, names, and what is deployed already. */
export const BEFORE: readonly Check<BeforeContext>[] = [
  deployment,
  awsAccount,
  bootstrap,
  region,
  zones,
  subnets,
  routes,
  ownAddress,
  quotas,
  concurrency,
  accountRole,
  parameter,
  certificate,
  hostedZone,
  record,
  stacks,
  networkCidr,
  tables,
];
