import { allPages } from '../aws/index.ts';
import { perContext } from '../per-context.ts';

/** The endpoint service of private APIs, as the Region offers it. */
interface EndpointService {
  readonly name: string;
  /** The zones of the account that offer it. */
  readonly zones: readonly string[];
}

/** The service that the stage creates its interface endpoint of; undefined where the Region does not offer it. */
export const endpointServiceOf = perContext(async ({ config, aws }): Promise<EndpointService | undefined> => {
  const ec2 = await aws.ec2();
  // The prefix of the name differs between partitions: com.amazonaws, cn.com.amazonaws, eu.amazonaws.
  const suffix = `.${config.region}.execute-api`;
  const pages = await allPages((NextToken) =>
    ec2.describeVpcEndpointServices({ Filters: [{ Name: 'service-type', Values: ['Interface'] }], NextToken }),
  );
  const details = pages.flatMap(({ ServiceDetails: found = [] }) => found);
  const detail = details.find(({ ServiceName: name }) => name?.endsWith(suffix));
  if (detail?.ServiceName === undefined) return undefined;
  return { name: detail.ServiceName, zones: detail.AvailabilityZones ?? [] };
});
