import { type App, Validations } from 'aws-cdk-lib';
import { rulePacks } from '../../../lib/app.ts';
import { pascalCase } from '../../../lib/constructs/pascal-case.ts';
import { FUNCTIONS } from '../../../lib/functions/index.ts';
import type { SynthesizedStage } from './synthesize.ts';

const INDEXES = 'Resource::arn:aws:dynamodb:us-east-1:<AWS::AccountId>:table';

/** Wildcards that each of the stage's own functions has, and those that a toolkit function brings. */
const WILDCARDS: Readonly<Record<string, { readonly own: readonly string[]; readonly rank?: readonly string[] }>> = {
  dev: {
    own: [
      `${INDEXES}/spillway-example-countries/index/*`,
      'Resource::arn:aws:secretsmanager:us-east-1:<AWS::AccountId>:secret:spillway/dev/*/*',
    ],
  },
  prod: { own: ['Resource::arn:aws:secretsmanager:us-east-1:<AWS::AccountId>:secret:spillway/prod/*/*'] },
  workshop: {
    own: [
      'Resource::arn:aws:dynamodb:us-east-1:444455556666:table/prices/index/*',
      `${INDEXES}/shop-carts/index/*`,
      `${INDEXES}/shop-orders/index/*`,
      'Resource::arn:aws:lambda:us-east-1:111122223333:function:report:*',
      'Resource::arn:aws:ssm:us-east-1:<AWS::AccountId>:parameter/spillway/workshop/*/*',
    ],
    rank: ['Resource::*', 'Resource::arn:aws:s3:::reports/*'],
  },
};

/** The acknowledged rules in a construct's metadata: reasons, by the rule's id. */
type Acknowledged = Readonly<Record<string, string>>;

/** The findings of every rule pack in an app, as the rule's id and the places that it is about. */
export function findings(app: App): string[] {
  return rulePacks(app).flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.map(
        ({ ruleName, violatingResources }) =>
          `${ruleName}: ${violatingResources.map(({ constructPath }) => constructPath).join(', ')}`,
      ),
  );
}

export function describeReview({ app, config, stage }: SynthesizedStage): void {
  // CDK acknowledges findings of its own constructs in the same place; ours are those of the rule pack.
  const ours = app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Acknowledged))
      .filter(([id]) => /AwsSolutions-|Serverless-/.test(id))
      .map(([id, reason]) => ({ place: `${node.path} ${id.replace('Annotation::', '')}`, reason })),
  );

  test('cdk-nag finds nothing in it', () => {
    expect(findings(app)).toEqual([]);
  });

  test('the findings that we acknowledge are these, each with its reason', () => {
    const { own = [], rank = [] } = WILDCARDS[stage] ?? {};
    const wildcards = { Stream: own, Worker: own, rank };
    const functions = [...Object.keys(FUNCTIONS).map(pascalCase), ...Object.keys(config.functions.toolkit)];
    const expected = [
      ...['LambdaDLQ', 'LambdaTracing'].flatMap((rule) => [
        `AWS679f53fac002430cb0da5b7982bd2287 Serverless-${rule}`,
        ...functions.map((name) => `Functions/${name}/Function Serverless-${rule}`),
      ]),
      'EndpointAddresses/Role AwsSolutions-IAM5[Resource::*]',
      'EndpointAddresses/Role Serverless-LambdaStarPermissions',
      ...Object.entries(wildcards).flatMap(([name, found]) =>
        found.map((wildcard) => `Functions/${name}/Role AwsSolutions-IAM5[${wildcard}]`),
      ),
      'Functions/WorkerFailedEvents/Queue AwsSolutions-SQS3',
      'Functions/WorkerFailedEvents/Queue Serverless-SQSRedrivePolicy',
      'LoadBalancer/AccessLogs AwsSolutions-S1',
      ...(config.edge.allowedCidrs.includes('0.0.0.0/0') ? ['LoadBalancer/SecurityGroup AwsSolutions-EC23'] : []),
      'PrivateApi/Api AwsSolutions-APIG2',
      'PrivateApi/Api AwsSolutions-APIG3',
      'PrivateApi/Api AwsSolutions-APIG4',
      'PrivateApi/Api AwsSolutions-COG4',
      'PrivateApi/Api Serverless-APIGWXrayEnabled',
      'SigningKey/Secret AwsSolutions-SMG4',
    ];
    const places = ours.map(({ place }) => place.replace(/^Spillway-[a-z]+-(Service|Network)\//, ''));
    expect(places.toSorted()).toEqual(expected.toSorted());
    for (const { reason } of ours) expect(reason.length).toBeGreaterThan(80);
  });

  test('synthesis needed nothing from an account', () => {
    expect(app.synth().manifest.missing).toBeUndefined();
  });
}
