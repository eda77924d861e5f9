const ONE_MACHINE = 'loopback has no network to build';
const FUNCTIONS_ONLY = 'what functions may do is read where they ask; nothing else asks for permission on loopback';
const NO_STORAGE = 'holds only logs and files that the local stack does not write';
const LINES_ON_STDERR = 'log lines go to standard error';
const NO_METRICS = 'no metrics are kept locally';
const DEPLOYMENT_ONLY = 'acts while CloudFormation deploys; nothing is deployed here';

/** Resource types that change nothing on one machine, each with the reason. A type that is in no list stops the local stack. */
export const INERT_TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': LINES_ON_STDERR,
  'AWS::ApiGateway::Deployment': 'a stage plays the methods that the template has now',
  'AWS::CDK::Metadata': 'says which constructs were used',
  'AWS::CloudWatch::Alarm': NO_METRICS,
  'AWS::CloudWatch::CompositeAlarm': NO_METRICS,
  'AWS::CloudWatch::Dashboard': NO_METRICS,
  'AWS::EC2::FlowLog': ONE_MACHINE,
  'AWS::EC2::InternetGateway': ONE_MACHINE,
  'AWS::EC2::Route': ONE_MACHINE,
  'AWS::EC2::RouteTable': ONE_MACHINE,
  'AWS::EC2::SecurityGroup': ONE_MACHINE,
  'AWS::EC2::SecurityGroupEgress': ONE_MACHINE,
  'AWS::EC2::SecurityGroupIngress': ONE_MACHINE,
  'AWS::EC2::Subnet': ONE_MACHINE,
  'AWS::EC2::SubnetRouteTableAssociation': ONE_MACHINE,
  'AWS::EC2::VPC': ONE_MACHINE,
  'AWS::EC2::VPCGatewayAttachment': ONE_MACHINE,
  'AWS::IAM::ManagedPolicy': FUNCTIONS_ONLY,
  'AWS::IAM::Policy': FUNCTIONS_ONLY,
  'AWS::KMS::Alias': 'nothing is encrypted at rest locally',
  'AWS::KMS::Key': 'nothing is encrypted at rest locally',
  'AWS::Lambda::Permission': FUNCTIONS_ONLY,
  'AWS::Logs::LogGroup': LINES_ON_STDERR,
  'AWS::Logs::MetricFilter': NO_METRICS,
  'AWS::Logs::ResourcePolicy': FUNCTIONS_ONLY,
  'AWS::S3::Bucket': NO_STORAGE,
  'AWS::S3::BucketPolicy': NO_STORAGE,
  'AWS::SNS::Subscription': NO_METRICS,
  'AWS::SNS::Topic': NO_METRICS,
  'AWS::SNS::TopicPolicy': FUNCTIONS_ONLY,
  'Custom::S3AutoDeleteObjects': DEPLOYMENT_ONLY,
  'Custom::VpcRestrictDefaultSG': DEPLOYMENT_ONLY,
};
