/** Dependencies point one way (DESIGN section 4): each rule says in its comment why it exists. */
const never = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

/** The ground floor of lambda/: folders that everything above may use. */
const GROUND = '(?:cache|content|expression|mcp|outbound|policy|schema|text|work)';
/** The files through which other folders import a folder: all of it, what only publishing needs, what is in the table. */
const FACE = '/(?:index|publish|stored)\\.ts$';

module.exports = {
  forbidden: [
    never(
      'lambda-without-cdk',
      'Functions never carry the CDK.',
      '^lambda/',
      '(^|/)node_modules/(aws-cdk-lib|constructs|cdk-nag)/',
    ),
    never(
      'lambda-stands-alone',
      'What runs in functions knows nothing of the tools around it.',
      '^lambda/',
      '^(bin|lib|local|client|toolkit|bench|test|examples|config|console)/',
    ),
    never(
      'toolkit-stands-alone',
      'A package of its own, without dependencies.',
      '^toolkit/',
      '^(bin|lib|lambda|local|client|bench|test|examples|config|console)/|(^|/)node_modules/',
    ),
    never(
      'client-stands-alone',
      'A package of its own, without dependencies: it runs in browsers and edge runtimes too, so not even Node.js.',
      '^client/',
      '^(?!client/|lambda/(mcp/|json\\.ts$))',
    ),
    never(
      'mcp-is-a-leaf',
      'The vocabulary of MCP, which the client bundles.',
      '^lambda/mcp/',
      '^(?!lambda/(mcp/|json\\.ts$))',
    ),
    never(
      'lib-without-functions',
      'The CDK app knows the functions only by entry path.',
      '^lib/',
      '^(lambda|local|bin|bench|test|examples)/',
    ),
    never(
      'rooms-without-entries',
      'Entries put the rooms together; no room knows how.',
      '^lambda/[^/]+/',
      '^lambda/(direct|stream|listen|worker|app|base)\\.ts$',
    ),
    never(
      'targets-without-protocol',
      'Targets do not depend on MCP framing, nor on what is kept between two calls.',
      '^lambda/targets/',
      '^lambda/(protocol|edge|catalog|auth|state)/',
    ),
    never(
      'upstream-below-target-types',
      'The HTTP client does not know the target types that use it.',
      '^lambda/targets/upstream/',
      '^lambda/targets/(?!upstream/|secrets/|(?:deadline|per-environment|repeatable|result|types|parts)\\.ts$)',
    ),
    never(
      'secrets-below-target-types',
      'Secrets do not know the requests that carry them.',
      '^lambda/targets/secrets/',
      '^lambda/targets/(?!secrets/|(?:per-environment|types|parts)\\.ts$)',
    ),
    never(
      'target-types-apart',
      'A target type does not depend on another one.',
      '^lambda/targets/(diagnostic|dynamodb|http|lambda|static)/',
      '^lambda/targets/(?:(?!$1/)(?:diagnostic|dynamodb|graphql|http|lambda|static)/|(?:index|target-types|publish)\\.ts$)',
    ),
    never(
      'graphql-above-http',
      'GraphQL is a protocol above HTTP: its target type is a layer on that of http, and on no other.',
      '^lambda/targets/graphql/',
      '^lambda/targets/(?:(?:diagnostic|dynamodb|lambda|static)/|(?:index|target-types|publish)\\.ts$)',
    ),
    never(
      'ground-floor',
      'Shared building blocks depend on nothing that uses them.',
      `^lambda/(?:${GROUND}/|(?:fault|http|json|loaded-once|timeout|tool-error)\\.ts$)`,
      `^lambda/(?!${GROUND}/|(?:fault|http|json|loaded-once|timeout|tool-error)\\.ts$)`,
    ),
    never(
      'mcp-is-a-leaf',
      'The command line and the client package bundle these names alone.',
      '^lambda/mcp/',
      '^(?!lambda/(?:mcp/|json\\.ts$))',
    ),
    {
      name: 'through-the-face',
      severity: 'error',
      comment: 'Other folders import a folder through its index.ts, or its publish.ts where only publishing needs it.',
      from: { path: '^(?:bin|lib|local|lambda)/(?:[^/]+\\.ts$|([^/]+)/)' },
      to: { path: `^lambda/(${GROUND}|targets)/`, pathNot: ['^lambda/$1/', FACE] },
    },
    {
      name: 'through-the-face-of-a-target-type',
      severity: 'error',
      comment: 'The same between the folders of targets/ and inside them.',
      from: { path: '^lambda/targets/(?:[^/]+\\.ts$|([^/]+)/(?:[^/]+\\.ts$|([^/]+)/))' },
      to: { path: '^lambda/targets/[^/]+/', pathNot: ['^lambda/targets/$1/(?:[^/]+\\.ts$|$2/)', FACE] },
    },
    never(
      'catalog-below-protocol',
      'The catalogue knows neither who asks, nor how, nor what was asked before.',
      '^lambda/catalog/',
      '^lambda/(protocol|edge|auth|state)/',
    ),
    never(
      'table-is-a-leaf',
      'The table knows nothing of what is kept in it.',
      '^lambda/table/',
      '^lambda/(?!table/|aws/|json\\.ts)',
    ),
    never('aws-is-a-leaf', 'Calling AWS depends on nothing of ours.', '^lambda/aws/', '^lambda/(?!aws/)'),
    never(
      'signed-calls-without-sdk',
      'A cold start waits for them (docs/decisions/0007).',
      '^lambda/(aws|table|state)/',
      '(^|/)node_modules/(@aws-sdk|@smithy)/',
    ),
    never(
      'state-below-protocol',
      'What outlives an invocation does not know who asks for it.',
      '^lambda/state/',
      '^lambda/(protocol|edge|auth|catalog|targets)/',
    ),
    never(
      'auth-below-protocol',
      'Who is asking does not depend on what is asked.',
      '^lambda/auth/',
      '^lambda/(protocol|edge|catalog|targets)/',
    ),
    never(
      'telemetry-is-a-leaf',
      'Anything may log; logging depends on nothing.',
      '^lambda/telemetry/',
      '^lambda/(?!telemetry/)',
    ),
    {
      name: 'functions-without-publishing',
      severity: 'error',
      comment: 'A cold start compiles all that an entry reaches; what only publishing runs stays out, by whatever way.',
      from: { path: '^lambda/(direct|stream|listen|worker)\\.ts$' },
      to: {
        path: [
          '^lambda/catalog/publish/',
          '^lambda/auth/keys/manage/',
          '^lambda/auth/deny-list/manage/',
          '^lambda/audit/changes/',
          '^lambda/targets/publish\\.ts$',
          '^lambda/(content|expression)/(publish|check|schema)\\.ts$',
          '^lambda/targets/.*/(publish|check|schema)\\.ts$',
          '(^|/)node_modules/(@cedar-policy|graphql)/',
        ],
        reachable: true,
      },
    },
    never('protocol-without-edge', 'The protocol knows nothing of AWS events.', '^lambda/protocol/', '^lambda/edge/'),
    never(
      'product-without-tests',
      'Nothing that ships imports tests or benches.',
      '^(bin|lib|lambda|client|toolkit|local|examples)/',
      '^(test|bench)/',
    ),
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle means two rooms are one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$|^(client|toolkit)/dist/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
