import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, type StageConfig } from '../../../lib/config/index.ts';
import { type Json, onlyResource, type SynthesizedStage, synthesize } from './synthesize.ts';

const PROD = loadStage(REPOSITORY_ROOT, 'prod');
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** A stage without the certificate's parameter, whose value the CDK's command line takes for changed at every deployment. */
const STAGE: StageConfig = { ...PROD, edge: { ...PROD.edge, certificateArn: CERTIFICATE } };

const EXISTING = {
  vpcId: 'vpc-01234567',
  subnetIds: ['subnet-00000001', 'subnet-00000002'],
  zones: ['us-east-1a', 'us-east-1b'],
};

const deploymentId = ({ service }: SynthesizedStage) => onlyResource(service, 'AWS::ApiGateway::Deployment').id;

// `Service` refers to the load balancer and its VPC by the names of outputs, which stay when CloudFormation replaces them. The CDK
// skips a stack whose template did not change: its listener would stay with the load balancer that is deleted.
describe('a change that replaces the load balancer or its network', () => {
  const before = synthesize('prod', STAGE);

  test.each<[string, StageConfig]>([
    ['edge.scheme', { ...STAGE, edge: { ...STAGE.edge, scheme: 'internal' } }],
    ['network.cidr', { ...STAGE, network: { cidr: '10.9.0.0/16' } }],
    ['network.zones', { ...STAGE, network: { ...STAGE.network, zones: ['us-east-1c', 'us-east-1d'] } }],
    ['network.existing', { ...STAGE, network: { ...STAGE.network, existing: EXISTING } }],
  ])('updates what stands on it, too: %s', (_, config) => {
    const listener = (stage: SynthesizedStage): Json =>
      Object.values(stage.service.findResources('AWS::ElasticLoadBalancingV2::Listener'))[0];

    const after = synthesize('prod', config);

    expect(listener(after).Metadata).not.toEqual(listener(before).Metadata);
  });

  test('deploys the API again if it replaces the endpoint that the policy of the API names', () => {
    const moved = synthesize('prod', { ...STAGE, network: { ...STAGE.network, existing: EXISTING } });
    const internal = synthesize('prod', { ...STAGE, edge: { ...STAGE.edge, scheme: 'internal' } });

    expect(deploymentId(moved)).not.toBe(deploymentId(before));
    expect(deploymentId(internal)).toBe(deploymentId(before));
  });
});
