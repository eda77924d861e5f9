import { type OperationDefinitionNode, parse } from 'graphql';
import { operationOf, operationsIn } from '../../../../lambda/targets/graphql/operation.ts';

/** What the library of publishing finds. */
function parsed(document: string) {
  const operations = parse(document).definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  );
  return operations.map(({ operation, name, variableDefinitions = [] }) => ({
    kind: operation,
    name: name?.value,
    variables: variableDefinitions.map(({ variable }) => variable.name.value),
  }));
}

describe('the operations of a document are those that a parser finds', () => {
  test.each([
    ['without a name', '{ viewer { login } }'],
    ['with variables', 'query Issues($owner: String!, $first: Int = 10) { repository(owner: $owner) { id } }'],
    [
      'that use a variable before another argument',
      'query ($a: Int $b: Int) { f(x: $a y: $b) { g(z: {k: $a l: $b}) } }',
    ],
    ['with an object as default', 'query ($filter: Filter = {state: OPEN, labels: ["a}", "{b"]}) { f(a: $filter) }'],
    ['with comments', '# query Not($x: Int)\nquery Real( # { ($c: Int)\n $y: Int) { f(a: $y) # }\n }'],
    [
      'with texts that look like GraphQL',
      'mutation M($a: String = "mutation N($b: Int) { \\" }") { f(a: $a, b: """ } { "\\""" """) }',
    ],
    ['with directives', 'query Q($a: Boolean!) @cached(ttl: {seconds: 1}) { f @include(if: $a) }'],
    ['with a directive on a variable', 'query Q($a: Int @deprecated(reason: "x"), $b: [ID!]!) { f(a: $a, b: $b) }'],
    ['with commas and a byte order mark', '\uFEFFquery,Q(,$a,:,Int,),{ f(a:,$a) }'],
    [
      'beside fragments',
      'fragment F on T { query(mutation: 1) } query A { ...F } mutation B($x: Int) { f(x: $x) { ...F } }',
    ],
    ['named like a keyword', 'query mutation($query: Int) { query(on: $query) }'],
    ['of a subscription', 'subscription OnChange($id: ID!) { changed(id: $id) { id } }'],
    ['without a name, beside a fragment', 'fragment F on T { a } { ...F }'],
  ])('%s', (_, document) => {
    const operations = operationsIn(document);

    expect(operations).toEqual(parsed(document));
  });
});

test('the operation of a request is the one of the name', () => {
  const document = 'query A($x: Int) { a(x: $x) } mutation B { b }';

  expect(operationOf(document, 'B')).toEqual({ kind: 'mutation', name: 'B', variables: [] });
  expect(operationOf(document, undefined)?.name).toBe('A');
  expect(operationOf(document, 'C')).toBeUndefined();
});
