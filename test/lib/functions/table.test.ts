import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleEach, REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { functionsSchema } from '../../../lib/config/functions.ts';
import { loadStage } from '../../../lib/config/index.ts';
import { edgeRules } from '../../../lib/constructs/edge/rules.ts';
import { FUNCTIONS, type FunctionEntry, SERVER_PATH } from '../../../lib/functions/index.ts';
import { deployed, type Json, onlyResource, permissionsOf, synthesize } from '../stacks/synthesize.ts';

/** A function that streams, with a rule of its own, a size of its own and a setting of its own. */
const FEED = {
  entry: 'lambda/feed.ts',
  description: 'made-up feed',
  reached: {
    by: 'private-api',
    pathPrefix: '/_feed',
    rules: [
      {
        id: 'Feed',
        priority: 62,
        conditions: [SERVER_PATH, { kind: 'header', name: 'Mcp-Method', values: ['made-up/feed'] }],
        credentials: true,
      },
    ],
  },
  size: { memoryMb: 256, timeoutSeconds: { default: 600, least: 5, most: 840 } },
  rights: ['readCatalog', 'readSigningKey'],
  settings: { feed: { maxSeconds: 50 } },
} as const satisfies FunctionEntry;

/** A function that the load balancer invokes, by two rules, and that starts tasks. */
const PANEL = {
  entry: 'lambda/panel.ts',
  description: 'made-up panel',
  reached: {
    by: 'load-balancer',
    rules: [
      { id: 'Panel', priority: 70, conditions: [{ kind: 'path', values: ['/panel', '/panel/*'] }] },
      {
        id: 'PanelCall',
        priority: 100,
        conditions: [
          SERVER_PATH,
          { kind: 'header', name: 'Mcp-Method', values: ['tools/call'] },
          { kind: 'header', name: 'Mcp-Name', values: ['panel-*'] },
        ],
        credentials: true,
      },
    ],
  },
  size: { memoryMb: 128, timeoutSeconds: { default: 10, least: 1, most: 60 } },
  rights: [],
  worker: 'nightly',
} as const satisfies FunctionEntry;

/** A function that runs on events. It stands last, so that its place in the table does not matter. */
const NIGHTLY = {
  entry: 'lambda/nightly.ts',
  description: 'made-up job',
  reached: { by: 'event', maxEventAgeSeconds: 60, retries: 0 },
  size: { memoryMb: 128, timeoutSeconds: { default: 900, least: 60, most: 900 } },
  rights: ['useState', 'reachTools'],
} as const satisfies FunctionEntry;

const TABLE = { ...FUNCTIONS, feed: FEED, panel: PANEL, nightly: NIGHTLY };

/** The function of an entry, in a template. */
const described = ({ description }: FunctionEntry) => ({ Description: `Spillway dev: ${description}` });

describe('an entry of the function table', () => {
  test('is bundled from its file', async () => {
    const root = mkdtempSync(join(tmpdir(), 'spillway-table-'));
    mkdirSync(join(root, 'lambda'));
    for (const { entry } of Object.values(TABLE)) {
      writeFileSync(join(root, entry), `export const handler = () => '${entry}';`);
    }

    const { feed, ...others } = await bundleEach(TABLE, root);

    expect(Object.keys(others)).toEqual(['direct', 'stream', 'listen', 'worker', 'panel', 'nightly']);
    expect(feed.directory).toBe(join(root, 'dist', 'functions', 'feed'));
    expect(readFileSync(join(feed.directory, 'index.mjs'), 'utf8')).toContain('lambda/feed.ts');
    rmSync(root, { recursive: true });
  });

  test('is a key of stage files, with its own defaults and bounds', () => {
    const schema = functionsSchema(TABLE);

    expect(schema.parse({})).toMatchObject({
      stream: { memoryMb: 512, timeoutSeconds: 300 },
      feed: { memoryMb: 256, timeoutSeconds: 600 },
      nightly: { memoryMb: 128, timeoutSeconds: 900 },
    });
    expect(schema.parse({ feed: { memoryMb: 1024 } }).feed.memoryMb).toBe(1024);
    expect(schema.safeParse({ feed: { timeoutSeconds: 841 } }).error?.issues).toMatchObject([
      { path: ['feed', 'timeoutSeconds'], message: 'expected a whole number from 5 to 840' },
    ]);
  });

  test('is named in the error for a misspelt function', () => {
    expect(functionsSchema(TABLE).safeParse({ fed: {} }).error?.issues).toMatchObject([
      { message: expect.stringContaining('besides direct, stream, listen, worker, feed, panel and nightly') },
    ]);
  });

  describe('is deployed:', () => {
    const dev = loadStage(REPOSITORY_ROOT, 'dev');
    const { feed, panel, nightly } = functionsSchema(TABLE).parse({ feed: { reservedConcurrency: 3 } });
    const config = { ...dev, functions: { ...dev.functions, feed, panel, nightly } };
    const { service } = synthesize('dev', config, { functions: TABLE });
    const aliasOf = (name: string) => ({
      Ref: expect.stringMatching(new RegExp(`^Functions${name}FunctionAliaslive`)),
    });
    const ruleAt = (Priority: number) =>
      onlyResource(service, 'AWS::ElasticLoadBalancingV2::ListenerRule', { Priority }).properties;

    test('a function in the size of the stage, behind its alias', () => {
      const { id, properties } = onlyResource(service, 'AWS::Lambda::Function', described(FEED));

      expect(properties).toMatchObject({ MemorySize: 256, Timeout: 600, ReservedConcurrentExecutions: 3 });
      onlyResource(service, 'AWS::Lambda::Alias', { Name: 'live', FunctionName: { Ref: id } });
    });

    test('settings of its own beside those of all', () => {
      const { Environment } = onlyResource(service, 'AWS::Lambda::Function', described(FEED)).properties;

      const settings = JSON.parse(deployed(Environment.Variables.SPILLWAY_SETTINGS));

      expect(settings).toMatchObject({ stage: 'dev', feed: { maxSeconds: 50 } });
      expect(settings.state).not.toHaveProperty('worker');
    });

    test.each([
      ['feed', FEED, ['dynamodb:GetItem', 'dynamodb:DescribeTable', 'secretsmanager:GetSecretValue']],
      ['panel', PANEL, ['lambda:InvokeFunction']],
      [
        'nightly',
        NIGHTLY,
        // The second one keeps the events that it gives up: every function that runs on events has a queue.
        [
          'dynamodb:GetItem',
          'sqs:SendMessage',
          'lambda:InvokeFunction',
          'dynamodb:GetItem',
          'secretsmanager:GetSecretValue',
        ],
      ],
    ])('a role for %s with the rights of the entry, beside writing its log', (_, entry, actions) => {
      const { properties } = onlyResource(service, 'AWS::Lambda::Function', described(entry));

      const { statements } = permissionsOf(service, properties);

      const [writeLog, ...granted] = statements;
      expect(writeLog.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
      expect(granted.map(({ Action }) => [Action].flat()[0])).toEqual(actions);
    });

    test('the worker that it names, in its settings and its role', () => {
      const { properties } = onlyResource(service, 'AWS::Lambda::Function', described(PANEL));

      const { state } = JSON.parse(deployed(properties.Environment.Variables.SPILLWAY_SETTINGS));

      expect(state.worker).toMatch(/^FunctionsNightlyFunctionAliaslive/);
      expect(permissionsOf(service, properties).statements.at(-1).Resource).toEqual(aliasOf('Nightly'));
      onlyResource(service, 'AWS::Lambda::EventInvokeConfig', {
        MaximumEventAgeInSeconds: 60,
        MaximumRetryAttempts: 0,
      });
    });

    test('a method of the private API that streams it, below its prefix', () => {
      const prefix = onlyResource(service, 'AWS::ApiGateway::Resource', { PathPart: '_feed' });
      const proxy = onlyResource(service, 'AWS::ApiGateway::Resource', { ParentId: { Ref: prefix.id } });
      const { HttpMethod, Integration } = onlyResource(service, 'AWS::ApiGateway::Method', {
        ResourceId: { Ref: proxy.id },
      }).properties;

      expect(proxy.properties.PathPart).toBe('{proxy+}');
      expect(HttpMethod).toBe('POST');
      expect(Integration).toMatchObject({ ResponseTransferMode: 'STREAM', TimeoutInMillis: 630_000 });
      expect(Integration.Uri['Fn::Join'][1]).toContainEqual(aliasOf('Feed'));
      service.resourceCountIs('AWS::ApiGateway::Method', 3);
    });

    test('a rule to the endpoint that rewrites the path to that method', () => {
      const { Conditions, Actions, Transforms } = ruleAt(62);

      expect(Conditions.map(({ Field }: Json) => Field)).toEqual(['path-pattern', 'http-header']);
      expect(Actions).toEqual(ruleAt(900).Actions);
      expect(Transforms[1].UrlRewriteConfig.Rewrites).toEqual([{ Regex: '^([^?]*)', Replace: '/live/_feed$1' }]);
    });

    test('a target group of its own behind each of its rules, when the load balancer invokes it', () => {
      const [{ TargetGroupArn }] = ruleAt(70).Actions;
      const groups = service.findResources('AWS::ElasticLoadBalancingV2::TargetGroup');

      expect(groups[TargetGroupArn.Ref]?.Properties).toMatchObject({
        TargetType: 'lambda',
        Targets: [{ Id: aliasOf('Panel') }],
      });
      expect(ruleAt(100).Actions).toEqual(ruleAt(70).Actions);
      expect(ruleAt(70)).not.toHaveProperty('Transforms');
      expect(Object.keys(groups)).toHaveLength(3);
    });
  });

  test('needs a worker that the table has', () => {
    const config = loadStage(REPOSITORY_ROOT, 'dev');
    const functions = { ...FUNCTIONS, direct: { ...FUNCTIONS.direct, worker: 'stream' } };

    expect(() => synthesize('dev', config, { functions })).toThrow(
      'function direct: worker: found stream; expected a function of the table that has no worker itself',
    );
  });
});

describe('a rule for callers with credentials', () => {
  const HEADERS = ['Authorization', 'X-Api-Key'];

  test('is one rule for each header that carries them, with consecutive priorities', () => {
    const rules = edgeRules(TABLE, HEADERS);

    const present = (name: string) => ({ kind: 'header', name, values: ['*'] });
    const pairs = rules.filter(({ conditions }) =>
      HEADERS.some((name) => conditions.some((c) => 'name' in c && c.name === name)),
    );
    expect(pairs.map(({ id, priority, action }) => ({ id, priority, action }))).toEqual([
      { id: 'Listen-Authorization', priority: 60, action: { kind: 'forward', to: 'listen' } },
      { id: 'Listen-X-Api-Key', priority: 61, action: { kind: 'forward', to: 'listen' } },
      { id: 'Feed-Authorization', priority: 62, action: { kind: 'forward', to: 'feed' } },
      { id: 'Feed-X-Api-Key', priority: 63, action: { kind: 'forward', to: 'feed' } },
      { id: 'PanelCall-Authorization', priority: 100, action: { kind: 'forward', to: 'panel' } },
      { id: 'PanelCall-X-Api-Key', priority: 101, action: { kind: 'forward', to: 'panel' } },
      { id: 'Call-Authorization', priority: 900, action: { kind: 'forward', to: 'stream' } },
      { id: 'Call-X-Api-Key', priority: 901, action: { kind: 'forward', to: 'stream' } },
    ]);
    expect(pairs.map(({ conditions }) => conditions.at(-1))).toEqual([
      ...HEADERS.map(present),
      ...HEADERS.map(present),
      ...HEADERS.map(present),
      ...HEADERS.map(present),
    ]);
  });

  test('may not take the priority of another rule', () => {
    const [rule] = FEED.reached.rules;
    const next: FunctionEntry = {
      ...PANEL,
      reached: { by: 'load-balancer', rules: [{ ...rule, id: 'Next', priority: 63, credentials: false }] },
    };

    expect(() => edgeRules({ feed: FEED, next }, HEADERS)).toThrow(
      'listener rules Feed-X-Api-Key and Next: found priority 63 twice; expected one rule for each',
    );
  });
});
