import { type Properties, physicalId, propertiesOf, type Resolver, type Resource } from '../template/index.ts';

/** One statement of a role's policies. */
export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Policies of AWS that say nothing of what the local stack answers for. */
const INERT_MANAGED =
  /:iam::aws:policy\/service-role\/(?:AWSLambdaBasicExecutionRole|AWSLambdaVPCAccessExecutionRole)$/;

const INERT_ROLE = {
  AssumeRolePolicyDocument: 'functions have their roles from the template; who else may assume one is not played',
  Description: 'for people',
  MaxSessionDuration: 'nothing here lasts that long',
  Path: 'a part of the name',
  Tags: 'for bills',
};

const INERT_POLICY = {
  PolicyName: 'a name',
  ManagedPolicyName: 'a name',
  Path: 'a part of the name',
  Description: 'for people',
};

/**
 * Reads what a role may do: the policies inside it and those that name it.
 *
 * AWS: "Policies and permissions in AWS IAM", identity-based policies. Not played: boundaries, resource-based policies.
 *
 * @throws TemplateError for a policy that says more than actions and resources
 */
export function readStatements(resolver: Resolver, roleArn: string): Statement[] {
  const role = resolver
    .resources('AWS::IAM::Role')
    .find((resource) => resolver.attribute(resource.logicalId, 'Arn', resource.stack, resource.logicalId) === roleArn);
  if (role === undefined) return [];
  const properties = propertiesOf(role, resolver).closed(['ManagedPolicyArns', 'Policies', 'RoleName'], INERT_ROLE);
  const unknown = properties.strings('ManagedPolicyArns').find((arn) => !INERT_MANAGED.test(arn));
  if (unknown !== undefined) properties.fail('ManagedPolicyArns', `what ${unknown} allows is not known here`);
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
  const document = policy.object('PolicyDocument').closed(['Statement'], { Version: 'the language’s', Id: 'a name' });
  return document.objects('Statement').map((statement) => {
    statement.closed(['Action', 'Effect', 'Resource'], { Sid: 'a name' });
    return {
      allows: statement.string('Effect') === 'Allow',
      actions: oneOrMore(statement, 'Action'),
      resources: oneOrMore(statement, 'Resource'),
    };
  });
}

function oneOrMore(statement: Properties, name: string): string[] {
  return Array.isArray(statement.resolved(name)) ? statement.strings(name) : [statement.string(name)];
}
