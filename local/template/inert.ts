const ONE_MACHINE = 'the local stack has no network';
const FUNCTIONS_ONLY = 'local/iam reads the policies of functions; other permissions are not emulated';
const NO_STORAGE = 'stores only logs and files that the local stack does not write';
const LINES_ON_STDERR = 'log lines go to standard error';
const NO_METRICS = 'the local stack keeps no metrics';
const DEPLOYMENT_ONLY = 'runs only during a CloudFormation deployment';

/** Resource types that have no effect locally, each with the reason. A type in no list prevents the start. */
export const INERT_TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': LINES_ON_STDERR,
  'AWS::ApiGateway::Deployment': 'a stage serves the methods of the current template',
  'AWS::CDK::Metadata': 'records which constructs are used',
  'AWS::CertificateManager::Certificate': 'the local stack has no TLS',
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
  'AWS::EC2::VPCCidrBlock': ONE_MACHINE,
  'AWS::EC2::VPCGatewayAttachment': ONE_MACHINE,
  'AWS::IAM::ManagedPolicy': FUNCTIONS_ONLY,
  'AWS::IAM::Policy': FUNCTIONS_ONLY,
  'AWS::KMS::Alias': 'the local stack does not encrypt at rest',
  'AWS::KMS::Key': 'the local stack does not encrypt at rest',
  'AWS::Lambda::Permission': FUNCTIONS_ONLY,
  'AWS::Logs::LogGroup': LINES_ON_STDERR,
  'AWS::Logs::LogStream': 'local/aws/logs.ts accepts lines for every log stream that a role may write to',
  'AWS::Logs::MetricFilter': NO_METRICS,
  'AWS::Logs::ResourcePolicy': FUNCTIONS_ONLY,
  'AWS::Route53::RecordSet': ONE_MACHINE,
  'AWS::S3::Bucket': NO_STORAGE,
  'AWS::S3::BucketPolicy': NO_STORAGE,
  'AWS::SNS::Subscription': NO_METRICS,
  'AWS::SNS::Topic': NO_METRICS,
  'AWS::SNS::TopicPolicy': FUNCTIONS_ONLY,
  'AWS::SQS::QueuePolicy': FUNCTIONS_ONLY,
  'Custom::S3AutoDeleteObjects': DEPLOYMENT_ONLY,
  'Custom::VpcRestrictDefaultSG': DEPLOYMENT_ONLY,
};
