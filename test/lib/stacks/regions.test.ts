import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage } from '../../../lib/config/index.ts';
import { synthesize } from './synthesize.ts';

test('the European Sovereign Cloud, whose Region has a name of four letters, synthesizes', () => {
  const { app, network } = synthesize('dev', { ...loadStage(REPOSITORY_ROOT, 'dev'), region: 'eusc-de-east-1' });

  for (const { environment } of app.synth().stacks) expect(environment.region).toBe('eusc-de-east-1');
  network.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
});
