import { Access, readStatements } from '../../../local/iam/index.ts';
import { resolverOf } from '../support/templates.ts';

const ROLE = 'arn:aws:iam::111122223333:role/worker';
const allow = (Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

/** Statements of a role with these properties and policies. */
function statements(role: Record<string, unknown>, ...policies: Record<string, unknown>[]) {
  const beside = policies.map((Properties, index) => [`Policy${index}`, { Type: 'AWS::IAM::Policy', Properties }]);
  const Role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'worker', AssumeRolePolicyDocument: {}, ...role } };
  return readStatements(resolverOf({ Test: { Resources: { Role, ...Object.fromEntries(beside) } } }), ROLE);
}

const inside = (...Statement: unknown[]) => ({ Policies: [{ PolicyName: 'p', PolicyDocument: { Statement } }] });

test('reads inline policies and policies that list the role, but not those of other roles', () => {
  const beside = (name: string) => ({
    PolicyDocument: { Version: '2012-10-17', Statement: [allow(['a:C'], ['*'])] },
    Roles: [name],
  });

  expect(statements(inside(allow('a:B', 'arn:x')), beside('worker'), beside('other'))).toEqual([
    { allows: true, actions: ['a:B'], resources: ['arn:x'] },
    { allows: true, actions: ['a:C'], resources: ['*'] },
  ]);
});

test('a role that is not in the templates allows nothing', () => {
  expect(readStatements(resolverOf({ Test: { Resources: {} } }), ROLE)).toEqual([]);
});

test.each([
  ['a condition', inside({ ...allow('a:B', '*'), Condition: {} }), /the property Condition is not emulated/],
  [
    'a condition beside one on leading keys',
    inside({
      ...allow('a:B', '*'),
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] }, Bool: {} },
    }),
    /the property Bool is not emulated/,
  ],
  ['all actions but some', inside({ Effect: 'Allow', NotAction: 'a:B', Resource: '*' }), /property NotAction/],
  ['a boundary', { PermissionsBoundary: 'arn:x' }, /the property PermissionsBoundary is not emulated/],
  [
    'a managed policy',
    { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    /the permissions of arn:aws:iam::aws:policy\/AdministratorAccess are unknown to the local stack/,
  ],
])('%s is rejected', (_, role, message) => {
  expect(() => statements(role)).toThrow(message);
});

test.each([
  ['the resource itself', 's3:GetObject', 'arn:aws:s3:::reports/a/b', true],
  ['an action in another case', 'S3:getobject', 'arn:aws:s3:::reports/a', true],
  ['another action', 's3:PutObject', 'arn:aws:s3:::reports/a', false],
  ['another resource', 's3:GetObject', 'arn:aws:s3:::other/a', false],
  ['a resource in another case', 's3:GetObject', 'arn:aws:s3:::REPORTS/a', false],
  ['what is denied', 's3:GetObject', 'arn:aws:s3:::reports/secret1', false],
])('%s', (_, action, resource, allowed) => {
  const access = new Access(() => undefined);
  const { accessKeyId } = access.issue(ROLE, 'session', [
    { allows: true, actions: ['s3:Get*'], resources: ['arn:aws:s3:::reports/*'] },
    { allows: false, actions: ['*'], resources: ['arn:aws:s3:::reports/secret?'] },
  ]);
  const principal = access.principal(
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-west-1/s3/aws4_request, x`,
  );
  const ask = () => access.assertAllowed(principal, action, resource);

  if (allowed) expect(ask).not.toThrow();
  else expect(ask).toThrow('User: arn:aws:sts::111122223333:assumed-role/worker/session is not authorized to perform');
});

test('a condition on leading keys limits a statement to requests for items with these keys', () => {
  const condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['leases', 'locks'] } };
  const access = new Access(() => undefined);
  const { accessKeyId } = access.issue(
    ROLE,
    'session',
    statements(inside({ ...allow('dynamodb:UpdateItem', '*'), Condition: condition })),
  );
  const principal = access.principal(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`);
  const ask = (leadingKeys?: readonly string[]) => () =>
    access.assertAllowed(principal, 'dynamodb:UpdateItem', 'arn:x', leadingKeys);

  expect(ask(['leases'])).not.toThrow();
  expect(ask(['leases', 'tasks'])).toThrow('is not authorized to perform');
  expect(ask(['tasks'])).toThrow('is not authorized to perform');
  expect(ask()).toThrow('is not authorized to perform');
});

test('a condition on leading keys with patterns limits a statement to keys that match one of them', () => {
  const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#rate#*', 'L#listen'] } };
  const access = new Access(() => undefined);
  const { accessKeyId } = access.issue(
    ROLE,
    'session',
    statements(inside({ ...allow('dynamodb:UpdateItem', '*'), Condition: condition })),
  );
  const principal = access.principal(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`);
  const ask = (leadingKeys?: readonly string[]) => () =>
    access.assertAllowed(principal, 'dynamodb:UpdateItem', 'arn:x', leadingKeys);

  expect(ask(['L#rate#a', 'L#listen'])).not.toThrow();
  expect(ask(['L#rate#a', 'K#1'])).toThrow('is not authorized to perform');
  expect(ask(['l#rate#a'])).toThrow('is not authorized to perform');
  expect(ask()).toThrow('is not authorized to perform');
});
