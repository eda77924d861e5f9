import { evaluate, resolverOf } from '../support/templates.ts';

const TABLE = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'catalog' } };

/** Writes CloudFormation's placeholders, which look like JavaScript's. */
const dollar = (text: string): string => text.replaceAll('{', '\u0024{');

describe('intrinsics', () => {
  const template = {
    Parameters: {
      Name: { Type: 'String', Default: 'orders' },
      Count: { Type: 'Number', Default: 3 },
      List: { Type: 'CommaDelimitedList', Default: 'a,b' },
      Certificate: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/spillway/prod/certificate-arn' },
    },
    Mappings: { Sizes: { small: { memory: 128 } } },
    Conditions: {
      IsOrders: { 'Fn::Equals': [{ Ref: 'Name' }, 'orders'] },
      IsOther: { 'Fn::Not': [{ Condition: 'IsOrders' }] },
      Both: { 'Fn::And': [{ Condition: 'IsOrders' }, { Condition: 'IsOther' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsOrders' }, { Condition: 'IsOther' }] },
    },
    Resources: {
      Table: TABLE,
      Gone: { Type: 'AWS::S3::Bucket', Condition: 'IsOther' },
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
    },
  };

  test.each([
    ['plain values', { a: [1, 'x', true, null] }, { a: [1, 'x', true, null] }],
    ['Ref of a parameter', { Ref: 'Name' }, 'orders'],
    ['Ref of a list parameter', { Ref: 'List' }, ['a', 'b']],
    ['Ref of the certificate', { Ref: 'Certificate' }, 'arn:aws:acm:eu-west-1:111122223333:certificate/local'],
    ['Ref of a table', { Ref: 'Table' }, 'catalog'],
    [
      'pseudo parameters',
      { 'Fn::Sub': dollar('{AWS::Partition}:{AWS::Region}:{AWS::AccountId}') },
      'aws:eu-west-1:111122223333',
    ],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:111122223333:table/catalog'],
    ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'Balancer.DNSName' }, '127.0.0.1:8787'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Count' }]] }, 'a-3'],
    [
      'Fn::Sub with values',
      { 'Fn::Sub': [dollar('{x}/{Name}/{Table.Arn}/{!y}'), { x: '1' }] },
      dollar('1/orders/arn:aws:dynamodb:eu-west-1:111122223333:table/catalog/{y}'),
    ],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['.', 'a.b.c'] }] }, 'b'],
    ['Fn::If', { 'Fn::If': ['IsOrders', 'yes', 'no'] }, 'yes'],
    ['Fn::If by Fn::And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['Fn::If by Fn::Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['AWS::NoValue', [{ 'Fn::If': ['IsOther', 'x', { Ref: 'AWS::NoValue' }] }, 'kept'], ['kept']],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'eu-west-1a'],
    ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
  ])('%s', (_, value, expected) => {
    expect(evaluate(value, template)).toEqual(expected);
  });

  test('resources whose condition does not hold do not exist', () => {
    const resolver = resolverOf({ Test: template });

    expect(resolver.resources('AWS::S3::Bucket')).toEqual([]);
  });

  test('stacks can read each other’s outputs, exported or by weak reference', () => {
    const data = {
      Resources: { Table: TABLE },
      Outputs: { Out: { Value: { Ref: 'Table' }, Export: { Name: 'the-table' } } },
    };
    const resolver = resolverOf({ Data: data, Service: {} });
    const service = resolver.assembly.stacks.find(({ name }) => name === 'Service');
    if (service === undefined) throw new Error('no stack');

    expect(resolver.resolve({ 'Fn::ImportValue': 'the-table' }, service, 'here')).toBe('catalog');
    expect(resolver.resolve({ 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Out' } }, service, 'here')).toBe(
      'catalog',
    );
  });
});

describe('templates are rejected', () => {
  test.each([
    [
      'an unknown intrinsic',
      { 'Fn::Transform': ['10.0.0.0/16', 2, 8] },
      {},
      /here: Fn::Transform is not an emulated intrinsic function/,
    ],
    ['a reference to nothing', { Ref: 'Nothing' }, {}, /here: refers to Nothing, which is not in stack Test/],
    [
      'a circle',
      { Ref: 'Table' },
      { Resources: { Table: { ...TABLE, Properties: { TableName: { Ref: 'Table' } } } } },
      /circular/,
    ],
    [
      'an index that is not there',
      { 'Fn::Select': [2, ['a']] },
      {},
      /Fn::Select: index 2 is out of range for a list of length 1/,
    ],
    ['a mapping that is not there', { 'Fn::FindInMap': ['A', 'b', 'c'] }, {}, /the mapping A does not contain b\.c/],
    ['an output that is not there', { 'Fn::ImportValue': 'x' }, {}, /no stack has the output x/],
    [
      'an attribute without a value',
      { 'Fn::GetAtt': ['T', 'StreamArn'] },
      { Resources: { T: TABLE } },
      /Test\/T \(AWS::DynamoDB::GlobalTable\): the attribute StreamArn is not emulated/,
    ],
    ['a dynamic reference', '{{resolve:ssm:/x}}', {}, /dynamic references are not emulated/],
    ['a list where text belongs', { 'Fn::Join': ['', [['a']]] }, {}, /expected a string, not \["a"\]/],
    [
      'a condition that is not there',
      { 'Fn::If': ['Nope', 1, 2] },
      {},
      /Test Conditions\.Nope: the condition does not exist/,
    ],
  ])('%s', (_, value, template, message) => {
    expect(() => evaluate(value, template)).toThrow(message);
  });

  test.each([
    [
      'a resource type',
      { Resources: { Q: { Type: 'AWS::Kinesis::Stream' } } },
      /Test\/Q \(AWS::Kinesis::Stream\): the resource type AWS::Kinesis::Stream is not emulated\. Emulate it, or list it as inert with a reason/,
    ],
    ['a transform', { Transform: 'AWS::Serverless-2016-10-31' }, /Test: the section Transform is not emulated/],
    ['a rule', { Rules: { Mine: {} } }, /Test Rules\.Mine: template rules are not emulated/],
    [
      'an SSM parameter',
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } } },
      /Parameters\.P: the SSM parameter \/x has no local value/,
    ],
    [
      'a parameter type',
      { Parameters: { P: { Type: 'AWS::EC2::VPC::Id', Default: 'x' } } },
      /parameters of type AWS::EC2::VPC::Id are not emulated/,
    ],
    [
      'a parameter without default',
      { Parameters: { P: { Type: 'String' } } },
      /Parameters\.P: the parameter has no default/,
    ],
    [
      'an intrinsic in an inert resource',
      { Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { X: { 'Fn::Length': [] } } } } },
      /Fn::Length is not an emulated intrinsic function/,
    ],
  ])('for %s that is not emulated', (_, template, message) => {
    expect(() => resolverOf({ Test: template })).toThrow(message);
  });
});
