/** An operation of a GraphQL document, as far as functions need to know it. */
export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** Absent for an anonymous operation. */
  readonly name: string | undefined;
  /** The variables that it defines. */
  readonly variables: readonly string[];
}

/** Strings and comments. spec: GraphQL September 2025, section 2.1 */
const OPAQUE = /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*/g;
const PARTS = /[{}()]|[^{}()]+/g;
const OPERATION = /^[\s,]*(query|mutation|subscription)\b[\s,]*([_A-Za-z]\w*)?/;
/** A colon directly after a variable: only its definition has one. A comma is white space. */
const DEFINITION = /\$[\s,]*([_A-Za-z]\w*)[\s,]*:/g;

/**
 * Finds the operations of a document that parses. Publishing parses documents with a library; functions, which do not bundle it,
 * only need what stands before the selections.
 */
export function operationsIn(document: string): readonly Operation[] {
  return headsIn(document.replace(OPAQUE, ' ')).flatMap((head): Operation[] => {
    const [, kind, name] = OPERATION.exec(head) ?? [];
    const variables = [...head.matchAll(DEFINITION)].flatMap(([, variable]) => variable ?? []);
    if (kind === 'query' || kind === 'mutation' || kind === 'subscription') return [{ kind, name, variables }];
    return /^[\s,]*$/.test(head) ? [{ kind: 'query', name: undefined, variables }] : [];
  });
}

/** Returns the operation that a request runs; `undefined` for a document without one of that name. */
export function operationOf(document: string, operationName: unknown): Operation | undefined {
  const operations = operationsIn(document);
  return operationName === undefined ? operations[0] : operations.find(({ name }) => name === operationName);
}

/** Returns the text before the selections of each definition, and of operations and fragments alike. */
function headsIn(text: string): readonly string[] {
  const heads: string[] = [];
  let head = '';
  let depth = 0;
  let isSelection = false;
  for (const part of text.match(PARTS) ?? []) {
    if (part === '{' && depth === 0) {
      heads.push(head);
      head = '';
      isSelection = true;
    }
    if (part === '{' || part === '(') depth += 1;
    if (!isSelection) head += part;
    if (part === '}' || part === ')') depth -= 1;
    if (depth === 0) isSelection = false;
  }
  return heads;
}
