import { AFTER_GROUPS } from '../../../bin/cli/doctor/after/index.ts';
import { fencesOf, readPage } from '../../docs/support/document.ts';
import { startTestStack, type TestStack } from '../../e2e/support/stack.ts';
import { type AwsServer, answers, type Behaviour, startAwsServer } from '../../support/aws-server.ts';
import { runCommand } from '../support/commands.ts';
import { examine, leftovers } from './support/doctor.ts';

/*
 * `--stage` finds a deployed stage through the account. Here, CloudFormation and Elastic Load Balancing are a server of this machine,
 * and the stage that they name is a local stack.
 */

const REGION = 'us-east-1';
const GROUP = (name: string) =>
  `arn:aws:elasticloadbalancing:${REGION}:111122223333:targetgroup/${name}/0123456789abcdef`;
const HEALTH_NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
const DENIED = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`;
const MISSING = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Spillway-dev-Service does not exist</Message></Error></ErrorResponse>`;

/** The state of the targets of each group, and what is refused. */
interface Account {
  readonly endpoint?: string;
  readonly health?: Readonly<Record<string, string>>;
  readonly isDeployed?: boolean;
  readonly denied?: string;
}

const HEALTHY = '<State>healthy</State>';
const UNCHECKED = '<State>unavailable</State><Reason>Target.HealthCheckDisabled</Reason>';

function behaviour({
  endpoint = '',
  health = { Stream: HEALTHY, Direct: UNCHECKED },
  isDeployed = true,
  denied,
}: Account): Behaviour {
  return (response, request) => {
    const form = new URLSearchParams(request.body);
    const action = form.get('Action') ?? '';
    if (action === denied) return answers(403, DENIED)(response, request);
    if (action !== 'DescribeTargetHealth' && !isDeployed) return answers(400, MISSING)(response, request);
    answers(200, `<${action}Response>${resultOf(action, form)}</${action}Response>`)(response, request);
  };

  function resultOf(action: string, form: URLSearchParams): string {
    const outputs = { Endpoint: `${endpoint}/mcp`, LoadBalancerDnsName: 'dev-1.elb.amazonaws.com' };
    const members = (texts: readonly string[]) => texts.map((text) => `<member>${text}</member>`).join('');
    switch (action) {
      case 'DescribeStacks': {
        const listed = Object.entries(outputs).map(
          ([key, value]) => `<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>`,
        );
        const stack = `<StackName>Spillway-dev-Service</StackName><CreationTime>2026-11-26T12:00:00.000Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members(listed)}</Outputs>`;
        return `<DescribeStacksResult><Stacks>${members([stack])}</Stacks></DescribeStacksResult>`;
      }
      case 'ListStackResources': {
        const resources = Object.keys(health).map(
          (name) =>
            `<LogicalResourceId>${name}</LogicalResourceId><PhysicalResourceId>${GROUP(name)}</PhysicalResourceId><ResourceType>AWS::ElasticLoadBalancingV2::TargetGroup</ResourceType>`,
        );
        return `<ListStackResourcesResult><StackResourceSummaries>${members(resources)}</StackResourceSummaries></ListStackResourcesResult>`;
      }
      default: {
        const [, name = ''] = /targetgroup\/([^/]+)/.exec(form.get('TargetGroupArn') ?? '') ?? [];
        const target = `<Target><Id>10.0.0.1</Id></Target><TargetHealth>${health[name]}</TargetHealth>`;
        return `<DescribeTargetHealthResult xmlns="${HEALTH_NAMESPACE}"><TargetHealthDescriptions>${members([target])}</TargetHealthDescriptions></DescribeTargetHealthResult>`;
      }
    }
  }
}

const environment = { ...process.env };
let stack: TestStack;
let aws: AwsServer;

beforeAll(async () => {
  stack = await startTestStack();
  aws = await startAwsServer();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: stack.tableEndpoint,
    AWS_ACCESS_KEY_ID: stack.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: stack.credentials.secretAccessKey,
  });
  delete process.env.AWS_SESSION_TOKEN;
});
afterAll(async () => {
  process.env = environment;
  await aws.close();
  await stack.stop();
});

/** A report without what differs from run to run. */
function withoutNumbers(report: string): string {
  return report.replace(/\b[0-9a-f]{10}(?=\.execute-api)/, 'API').replace(/\d+(?:\.\d+)?/g, 'N');
}

test('docs/doctor.md shows what doctor prints on the local stack, and has a row for each check', async () => {
  const page = readPage('doctor.md');
  const [shown] = fencesOf(page).filter(({ kind }) => kind === 'text report');

  const { code, out } = await runCommand(['doctor', '--local'], { directory: stack.directory });

  expect(withoutNumbers(out.trim())).toBe(withoutNumbers(shown?.content ?? ''));
  expect(code).toBe(0);
  const [, section = ''] = /^## What it measures.*?\n(.*?)^## /ms.exec(page) ?? [];
  const rows = [...section.matchAll(/^\| `([a-z-]+)` /gm)].map(([, id]) => id);
  expect(rows).toEqual(AFTER_GROUPS.flatMap(({ checks }) => checks.map(({ id }) => id)));
});

const inStage = { words: ['--stage', 'dev'] };
/** How Node.js reports it. */
const fails =
  (code: string): typeof fetch =>
  () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(`failed: ${code}`), { code }) }));

test('the endpoint is that of the stack, and the targets are those of its groups', async () => {
  aws.behaviours = [behaviour({ endpoint: stack.endpoint })];

  const { ids, outcomes, report } = await examine(stack, inStage);

  // As it ships, `dev` admits the local stack's clients alone.
  expect(ids('failed')).toEqual(['deployment']);
  expect(outcomes('deployment')).toMatchObject([{ key: 'edge.allowedCidrs' }]);
  expect(outcomes('target-health')).toMatchObject([
    { status: 'passed', seen: 'Stream: 10.0.0.1 is healthy.' },
    { status: 'passed', seen: 'Direct: 10.0.0.1 is unavailable (Target.HealthCheckDisabled).' },
  ]);
  expect(ids('skipped')).toEqual(['challenge']);
  expect(report.stage).toBe('dev');
  expect(await leftovers(stack)).toEqual([]);
});

describe('an endpoint that does not respond', () => {
  test.each<[string, string, object]>([
    [
      'ENOTFOUND',
      'has no DNS record',
      { fix: expect.stringContaining('dev-1.elb.amazonaws.com'), key: 'edge.hostedZone' },
    ],
    ['CERT_HAS_EXPIRED', 'has a certificate that has expired', { key: 'edge.certificateArn' }],
    [
      'ECONNREFUSED',
      'does not admit the operator',
      { fix: expect.stringContaining('checkip'), key: 'edge.allowedCidrs' },
    ],
  ])('%s: it %s', async (code, _, outcome) => {
    aws.behaviours = [behaviour({ endpoint: stack.endpoint })];

    const { outcomes, ids } = await examine(stack, { ...inStage, fetch: fails(code) });

    expect(outcomes('endpoint')).toMatchObject([{ status: 'failed', ...outcome }]);
    expect(ids('passed')).toEqual(['target-health']);
  });
});

describe('targets', () => {
  test.each([
    [
      '<State>unhealthy</State><Reason>Target.Timeout</Reason>',
      'failed',
      'Stream: 10.0.0.1 is unhealthy (Target.Timeout).',
    ],
    [
      '<State>initial</State><Reason>Elb.InitialHealthChecking</Reason>',
      'warned',
      'Stream: 10.0.0.1 is initial (Elb.InitialHealthChecking).',
    ],
  ])('that are %s have the outcome %s', async (health, status, seen) => {
    aws.behaviours = [behaviour({ endpoint: stack.endpoint, health: { Stream: health } })];
    const { outcomes } = await examine(stack, { ...inStage, fetch: fails('ECONNREFUSED') });
    expect(outcomes('target-health')).toMatchObject([{ status, seen, fix: expect.any(String) }]);
  });

  test('that the credentials may not read are skipped, with the action to allow', async () => {
    aws.behaviours = [behaviour({ endpoint: stack.endpoint, denied: 'DescribeTargetHealth' })];
    const { outcomes } = await examine(stack, { ...inStage, fetch: fails('ECONNREFUSED') });
    expect(outcomes('target-health')).toMatchObject([
      { status: 'skipped', fix: expect.stringMatching(/^Allow elasticloadbalancing:DescribeTargetHealth; docs\/iam/) },
    ]);
  });
});

test('a stage that is not deployed is reported as another fault than one that does not respond', async () => {
  aws.behaviours = [behaviour({ isDeployed: false })];

  const { code, outcomes } = await examine(stack, inStage);

  const fix = 'Deploy the stage: npm run deploy -- -c stage=dev';
  expect(outcomes('endpoint')).toMatchObject([
    { seen: 'There is no stack Spillway-dev-Service with an output Endpoint.', fix },
  ]);
  expect(outcomes('target-health')).toMatchObject([{ status: 'failed', fix }]);
  expect(code).toBe(1);
});

test('before a deployment, the same command reads the account, and publishes nothing', async () => {
  aws.behaviours = [answers(403, DENIED)];

  const { report, ids } = await examine(stack, { words: ['--stage', 'dev', '--before'] });

  expect(report).toMatchObject({ stage: 'dev', endpoint: null });
  expect(ids('failed')).toContain('deployment');
  expect(await leftovers(stack)).toEqual([]);
});
