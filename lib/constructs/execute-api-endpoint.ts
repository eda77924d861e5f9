import { Stack } from 'aws-cdk-lib';
import {
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface ExecuteApiEndpointProps {
  /** The VPC of the endpoint. */
  readonly vpc: IVpc;
  /** The subnets of its network interfaces, each in another zone. */
  readonly subnets: SubnetSelection;
  /** The stage of the APIs that the endpoint admits requests to. */
  readonly apiStage: string;
  /** The endpoint's security group, which admits the load balancer alone. */
  readonly securityGroup: ISecurityGroup;
}

/**
 * The interface endpoint of API Gateway, with one network interface in each zone. It belongs to the stack of the private API, because
 * a zone or Region may not offer it: nothing that can fail is created beside the protected load balancer.
 */
export class ExecuteApiEndpoint extends InterfaceVpcEndpoint {
  constructor(scope: Construct, id: string, { vpc, subnets, apiStage, securityGroup }: ExecuteApiEndpointProps) {
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
    // By default the endpoint reaches the APIs of every account. The policy cannot name the one API: the API's own policy names the
    // endpoint, and CloudFormation cannot create two resources that each need the id of the other. The API's policy is the narrower
    // one, so it keeps its name.
    this.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [
          Stack.of(this).formatArn({
            service: 'execute-api',
            resource: '*',
            resourceName: `${apiStage}/POST/*`,
          }),
        ],
      }),
    );
  }
}
