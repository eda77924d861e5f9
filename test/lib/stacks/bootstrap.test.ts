import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage } from '../../../lib/config/index.ts';
import { type Json, type SynthesizedStage, synthesize } from './synthesize.ts';

const PROD = loadStage(REPOSITORY_ROOT, 'prod');
const STACKS = ['Network', 'Data', 'Service'].map((name) => `Spillway-prod-${name}`);

describe("an account with its own bootstrap and a permissions boundary, as context of the CDK's command line", () => {
  let stage: SynthesizedStage;
  const before = process.env.CDK_CONTEXT_JSON;
  beforeAll(() => {
    process.env.CDK_CONTEXT_JSON = JSON.stringify({
      '@aws-cdk/core:bootstrapQualifier': 'team',
      '@aws-cdk/core:permissionsBoundary': { name: 'team-boundary' },
    });
    stage = synthesize('prod', { ...PROD, apiGateway: { accountRole: 'create' } });
  });
  afterAll(() => {
    if (before === undefined) delete process.env.CDK_CONTEXT_JSON;
    else process.env.CDK_CONTEXT_JSON = before;
  });

  test('has the boundary on every role, also of those that the CDK creates', () => {
    const roles = [stage.network, stage.service].flatMap((template) =>
      Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }: Json) => Properties),
    );

    expect(roles.length).toBeGreaterThan(7);
    for (const { PermissionsBoundary } of roles) {
      expect(JSON.stringify(PermissionsBoundary)).toContain(':policy/team-boundary');
    }
  });

  test('is deployed with the roles of that bootstrap', () => {
    const { manifest } = stage.app.synth();

    for (const name of STACKS) {
      expect(JSON.stringify(manifest.artifacts?.[name]?.properties)).toContain('role/cdk-team-deploy-role-');
    }
  });
});
