import { type Document, LineCounter, parseDocument, visit, type YAMLError, type YAMLWarning } from 'yaml';
import { lineOf } from './lines.ts';

/** The value of a YAML text, and the places in the text. */
export interface ReadYaml {
  readonly document: unknown;
  /** The line, from 1, of the key at a path. */
  readonly lineAt: (path: readonly PropertyKey[]) => number;
}

/** Why a text has no value. */
export interface YamlProblem {
  /** The line, from 1. */
  readonly line: number;
  readonly problem: string;
}

/** Reads a text with one YAML document, with merge keys (`<<`), which YAML 1.2 leaves out and people expect. */
export function readYaml(text: string): ReadYaml | YamlProblem {
  const lines = new LineCounter();
  const yaml: Document.Parsed = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: true });
  // A warning is an unknown tag, such as CloudFormation's `!Ref`, whose value would be taken as a text.
  const [broken] = [...yaml.errors, ...yaml.warnings];
  if (broken) return { line: broken.linePos?.[0].line ?? 1, problem: problemOf(broken) };
  try {
    const document: unknown = yaml.toJS();
    // An alias inside its own anchor is a value that contains itself.
    JSON.stringify(document);
    return { document, lineAt: (path) => lineOf(yaml, lines, path) };
  } catch (error) {
    return { line: lines.linePos(danglingOffset(yaml)).line || 1, problem: aliasProblem(error) };
  }
}

function problemOf({ code, message }: YAMLError | YAMLWarning): string {
  return code === 'MULTIPLE_DOCS' ? 'expected one document, without a second `---`' : message.trimEnd();
}

/** Where the first alias without an anchor is, or 0 if each has one. */
function danglingOffset(yaml: Document.Parsed): number {
  const anchors = new Set<string>();
  let offset = 0;
  visit(yaml, {
    Node: (_, { anchor }) => void (anchor === undefined || anchors.add(anchor)),
    Alias: (_, { source, range }) => {
      if (anchors.has(source)) return undefined;
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** `toJS` throws for an alias without an anchor, and for aliases that multiply to a large value. */
function aliasProblem(error: unknown): string {
  if (error instanceof ReferenceError) return error.message;
  return 'an alias refers to an anchor that contains it: expected values without a circle';
}
