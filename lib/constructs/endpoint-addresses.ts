import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

export interface EndpointAddressesProps {
  /** The endpoint whose addresses to look up. */
  readonly endpoint: InterfaceVpcEndpoint;
  /** Number of the endpoint's network interfaces: one in each of its subnets. */
  readonly count: number;
  /** Days that CloudWatch Logs keeps the log of the look-up. */
  readonly logRetention: RetentionDays;
}

/** The function loads the AWS SDK; with Lambda's default of 128 MB, that takes seconds. */
const PROVIDER_MEMORY_MB = 256;

/**
 * Looks up the private addresses of an interface endpoint, which CloudFormation does not return. A network interface never changes
 * its address, so its id is the physical id of the look-up: a new interface causes a new look-up.
 */
export class EndpointAddresses extends Construct {
  /** The address of each network interface, in the order of the interfaces. */
  readonly addresses: readonly string[];

  constructor(scope: Construct, id: string, props: EndpointAddressesProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Describe: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['ec2:DescribeNetworkInterfaces'], resources: ['*'] })],
        }),
      },
    });
    logGroup.grantWrite(role);
    const reason =
      'ec2:DescribeNetworkInterfaces supports no resource-level permissions (Service Authorization Reference, Amazon EC2), and it only reads.';
    Validations.of(role).acknowledge(
      { id: 'AwsSolutions-IAM5[Resource::*]', reason },
      { id: 'Serverless-LambdaStarPermissions', reason },
    );

    this.addresses = Array.from({ length: props.count }, (_, index) => {
      // One look-up for each interface, because a list token as parameter would need another custom resource to resolve it.
      const interfaceId = Fn.select(index, props.endpoint.vpcEndpointNetworkInterfaceIds);
      const lookUp = new AwsCustomResource(this, `Address${index + 1}`, {
        resourceType: 'Custom::EndpointAddress',
        onUpdate: {
          service: 'EC2',
          action: 'describeNetworkInterfaces',
          parameters: { NetworkInterfaceIds: [interfaceId] },
          physicalResourceId: PhysicalResourceId.of(interfaceId),
          outputPaths: ['NetworkInterfaces.0.PrivateIpAddress'],
        },
        role,
        logGroup,
        memorySize: PROVIDER_MEMORY_MB,
        // The SDK in the Lambda runtime supports this call.
        installLatestAwsSdk: false,
      });
      return lookUp.getResponseField('NetworkInterfaces.0.PrivateIpAddress');
    });
    this.acknowledgeProvider();
  }

  /** The CDK adds one function to the stack, which runs the look-ups during a deployment. */
  private acknowledgeProvider(): void {
    const id = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '')}`;
    const provider = Stack.of(this).node.children.find(({ node }) => node.id.startsWith(id));
    if (provider === undefined) throw new Error(`${this.node.path}: the stack has no function ${id}`);
    const reason =
      'CloudFormation invokes this function of the CDK while it deploys, with an event that carries the address for the response. A ' +
      'failure fails the deployment, which shows it.';
    Validations.of(provider).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason },
      { id: 'Serverless-LambdaTracing', reason },
    );
  }
}
