import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

export interface ExecuteApiEndpointProps {
  /** The VPC of the endpoint. */
  readonly vpc: IVpc;
  /** The subnets of its network interfaces, each in another zone. */
  readonly subnets: SubnetSelection;
  /** The endpoint's security group, which admits the load balancer alone. */
  readonly securityGroup: ISecurityGroup;
}

/**
 * The interface endpoint of API Gateway, with one network interface in each zone. It belongs to the stack of the private API, because
 * a zone or Region may not offer it: nothing that can fail is created beside the protected load balancer.
 */
export class ExecuteApiEndpoint extends InterfaceVpcEndpoint {
  constructor(scope: Construct, id: string, { vpc, subnets, securityGroup }: ExecuteApiEndpointProps) {
    super(scope, id, {
      vpc,
      service: InterfaceVpcEndpointAwsService.APIGATEWAY,
      subnets,
      securityGroups: [securityGroup],
      // By default the endpoint accepts connections from the whole VPC.
      open: false,
      // Private DNS would resolve every execute-api name in the VPC to this endpoint; the Host header selects the API instead.
      privateDnsEnabled: false,
    });
  }
}
