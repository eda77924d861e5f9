import { type Properties, physicalId, propertiesOf, type Resolver, type Resource } from '../template/index.ts';

/** One statement of a role's policies. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /**
   * Partition keys that the statement is limited to. API: DynamoDB, "Using IAM policy conditions for fine-grained access control".
   *
   * @default - every partition
   */
  readonly leadingKeys?: readonly string[];
  /** The same with patterns, in which `*` stands for any characters and `?` for one. */
  readonly leadingKeyPatterns?: readonly string[];
}

/** AWS managed policies that grant nothing that the local stack emulates. */
const INERT_MANAGED =
  /:iam::aws:policy\/service-role\/(?:AWSLambdaBasicExecutionRole|AWSLambdaVPCAccessExecutionRole)$/;

const INERT_ROLE = {
  AssumeRolePolicyDocument: 'trust policies are not emulated; the template assigns each function its role',
  Description: 'informational only',
  MaxSessionDuration: 'sessions do not expire locally',
  Path: 'part of the name',
  Tags: 'cost allocation only',
};

const INERT_POLICY = {
  PolicyName: 'a name',
  ManagedPolicyName: 'a name',
  Path: 'part of the name',
  Description: 'informational only',
};

/**
 * Reads the policy statements of a role: its inline policies and the policies that list it.
 *
 * AWS: "Policies and permissions in AWS IAM", identity-based policies. Permissions boundaries and resource-based policies are
 * not emulated.
 *
 * @throws TemplateError for a policy element other than effect, actions, resources and a condition on leading keys
 */
export function readStatements(resolver: Resolver, roleArn: string): Statement[] {
  const role = resolver
    .resources('AWS::IAM::Role')
    .find((resource) => resolver.attribute(resource.logicalId, 'Arn', resource.stack, resource.logicalId) === roleArn);
  if (role === undefined) return [];
  const properties = propertiesOf(role, resolver).closed(['ManagedPolicyArns', 'Policies', 'RoleName'], INERT_ROLE);
  const unknown = properties.strings('ManagedPolicyArns').find((arn) => !INERT_MANAGED.test(arn));
  if (unknown !== undefined)
    properties.fail('ManagedPolicyArns', `the permissions of ${unknown} are unknown to the local stack`);
  const inside = properties.objects('Policies').map((policy) => policy.closed(['PolicyDocument'], INERT_POLICY));
  return [...inside, ...policiesOf(resolver, role)].flatMap(statementsIn);
}

function policiesOf(resolver: Resolver, role: Resource): Properties[] {
  const name = physicalId(role, resolver);
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => resolver.resources(type))
    .filter((policy) => policy.stack === role.stack)
    .map((policy) => propertiesOf(policy, resolver))
    .filter((policy) => policy.strings('Roles').includes(name))
    .map((policy) => policy.closed(['PolicyDocument', 'Roles'], INERT_POLICY));
}

function statementsIn(policy: Properties): Statement[] {
  const document = policy
    .object('PolicyDocument')
    .closed(['Statement'], { Version: 'version of the policy language', Id: 'a name' });
  // The local stack does not encrypt at rest, so permissions of keys decide nothing.
  const statements = document.objects('Statement').filter((statement) => !isOfKeys(statement));
  return statements.map((statement) => {
    const limits = readLeadingKeys(statement);
    const condition = limits === undefined ? [] : ['Condition'];
    statement.closed(['Action', 'Effect', 'Resource', ...condition], { Sid: 'a name' });
    return {
      allows: statement.string('Effect') === 'Allow',
      actions: oneOrMore(statement, 'Action'),
      resources: oneOrMore(statement, 'Resource'),
      ...limits,
    };
  });
}

function isOfKeys(statement: Properties): boolean {
  if (statement.resolved('Action') === undefined) return false;
  return oneOrMore(statement, 'Action').every((action) => action.startsWith('kms:'));
}

/** The one condition that is emulated; `undefined` for a statement without it. @throws TemplateError for one beside it */
function readLeadingKeys(statement: Properties): Pick<Statement, 'leadingKeys' | 'leadingKeyPatterns'> | undefined {
  const condition = statement.optionalObject('Condition');
  for (const [operator, member] of Object.entries(LEADING_KEYS)) {
    const test = condition?.optionalObject(operator);
    if (test === undefined) continue;
    condition?.closed([operator]);
    return { [member]: test.closed(['dynamodb:LeadingKeys']).strings('dynamodb:LeadingKeys') };
  }
  return undefined;
}

/** The operators, and the member of a statement that has their values. */
const LEADING_KEYS = {
  'ForAllValues:StringEquals': 'leadingKeys',
  'ForAllValues:StringLike': 'leadingKeyPatterns',
} as const satisfies Readonly<Record<string, keyof Statement>>;

function oneOrMore(statement: Properties, name: string): string[] {
  return Array.isArray(statement.resolved(name)) ? statement.strings(name) : [statement.string(name)];
}
