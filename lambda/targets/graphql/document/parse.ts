import type { DocumentNode, GraphQLError } from 'graphql';
import type { Fault } from '../../../fault.ts';

/** A document that parses, or what is wrong with it. */
export interface ParsedDocument {
  /** Absent for a text that is not GraphQL. */
  readonly document?: DocumentNode;
  readonly faults: readonly Fault[];
}

/**
 * Parses a GraphQL document and checks it as far as that is possible without the API's schema: that fragments and variables are
 * defined and used, and that nothing is defined twice. spec: GraphQL September 2025, section 5
 */
export async function parseDocument(text: string): Promise<ParsedDocument> {
  const graphql = await import('graphql'); // only publishing such a tool waits for it
  try {
    const document = graphql.parse(text);
    const rules = [
      graphql.ExecutableDefinitionsRule,
      graphql.LoneAnonymousOperationRule,
      graphql.UniqueOperationNamesRule,
      graphql.UniqueFragmentNamesRule,
      graphql.KnownFragmentNamesRule,
      graphql.NoUnusedFragmentsRule,
      graphql.NoFragmentCyclesRule,
      graphql.UniqueVariableNamesRule,
      graphql.NoUndefinedVariablesRule,
      graphql.NoUnusedVariablesRule,
      graphql.UniqueArgumentNamesRule,
      graphql.UniqueInputFieldNamesRule,
    ];
    return { document, faults: graphql.validate(anySchema(graphql), document, rules).map(faultOf) };
  } catch (error) {
    if (error instanceof graphql.GraphQLError) return { faults: [faultOf(error)] };
    throw error;
  }
}

/** A schema for rules that look at none. */
const anySchema = ({ GraphQLSchema, GraphQLObjectType, GraphQLBoolean }: typeof import('graphql')) =>
  new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { any: { type: GraphQLBoolean } } }),
    assumeValid: true,
  });

function faultOf({ message, locations }: GraphQLError): Fault {
  const [place] = locations ?? [];
  const fault = { path: ['query'], message: `is not valid GraphQL: ${message.replace(/^Syntax Error: /, '')}` };
  return place === undefined ? fault : { ...fault, textLine: place.line - 1 };
}
