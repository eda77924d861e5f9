import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../../../fault.ts';
import type { Json } from '../../../json.ts';
import type { PolicyJson } from '../../../policy/index.ts';
import { type Cedar, errorText, loadCedar } from './cedar.ts';
import { checkSubset, isTooDeep } from './subset.ts';

/** One `permit` or `forbid` of a document. */
export interface Statement {
  readonly text: string;
  readonly json: PolicyJson;
  /** The line of the document's text that it begins on, from 0. */
  readonly line: number;
}

/** A document's text, read. */
export interface PolicyText {
  /** As Cedar formats it, with its comments. */
  readonly formatted: string;
  readonly statements: readonly Statement[];
  /** Faults with paths from the text itself. */
  readonly faults: readonly Fault[];
}

/** Cedar's parser recurses: what is larger or deeper could overflow its stack, after which the module is unusable. */
const TOKENS = 2_000;
const NESTING = 40;

const known = new Map<string, Promise<PolicyText>>();
const KNOWN_TEXTS = 1_000;

/** Parses, formats and checks the text of a policy document, as far as that needs no schema. */
export function readPolicyText(text: string): Promise<PolicyText> {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_TEXTS) known.clear();
  const read = parse(text).catch((error) => ({ formatted: text, statements: [], faults: [overflowOf(error)] }));
  known.set(text, read);
  return read;
}

/** The last resort: sizes are bounded so that it is not needed. */
function overflowOf(error: unknown): Fault {
  const isOverflow = error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
  if (!isOverflow) throw error;
  return { path: [], message: 'is more than Cedar can parse: split it into several policies, and simplify them' };
}

async function parse(text: string): Promise<PolicyText> {
  const refused = (faults: readonly Fault[]): PolicyText => ({ formatted: text, statements: [], faults });
  const tooLarge = sizeFault(text);
  if (tooLarge) return refused([tooLarge]);
  const cedar = await loadCedar();
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') return refused(parts.errors.map((error) => faultOf(error, text)));
  if (parts.policy_templates.length > 0) {
    const message = 'is a template, which has nothing to fill its slots here: name the principal or resource';
    return refused(parts.policy_templates.map((template) => ({ path: [], textLine: lineOf(text, template), message })));
  }
  if (parts.policies.length === 0) {
    return refused([{ path: [], message: 'contains no policy: write `permit (...);` or `forbid (...);`' }]);
  }
  const faults: Fault[] = [];
  const statements: Statement[] = [];
  let from = 0;
  for (const part of inOrder(parts.policies)) {
    const at = Math.max(text.indexOf(part, from), from);
    from = at + part.length;
    const line = linesBefore(text, at);
    const read = readStatement(cedar, part);
    if ('json' in read) statements.push({ text: part, json: read.json, line });
    else faults.push(...read.faults.map((fault) => ({ ...fault, textLine: line })));
  }
  const formatted = cedar.formatPolicies({ policyText: text, lineWidth: 100, indentWidth: 2 });
  return { formatted: formatted.type === 'success' ? formatted.formatted_policy : text, statements, faults };
}

function readStatement(
  cedar: typeof Cedar,
  text: string,
): { readonly json: PolicyJson } | { readonly faults: readonly Fault[] } {
  const answer = cedar.policyToJson(text);
  if (answer.type === 'failure') return { faults: answer.errors.map((error) => faultOf(error, text)) };
  const { annotations: _, ...rest } = answer.json;
  const json = rest as unknown as PolicyJson & Json;
  if (isTooDeep(json)) {
    const advice = 'use a set with `contains`, several `when` clauses, or several policies';
    return { faults: [{ path: [], message: `has a condition of too many parts that build on each other: ${advice}` }] };
  }
  const faults = checkSubset(json);
  if (faults.length > 0) return { faults };
  return reparsesEqual(cedar, json) ? { json } : { faults: [NOT_EQUAL] };
}

const NOT_EQUAL: Fault = {
  path: [],
  message: "means something else in Cedar's JSON form, which functions evaluate: write it in another way",
};

/** Whether the JSON form, as text again, is read as the same JSON form. */
function reparsesEqual(cedar: typeof Cedar, json: PolicyJson): boolean {
  const text = cedar.policyToText(json as Cedar.Policy);
  const again = text.type === 'success' ? cedar.policyToJson(text.text) : text;
  if (again.type === 'failure') return false;
  const { annotations: _, ...rest } = again.json;
  return isDeepStrictEqual(JSON.parse(JSON.stringify(rest)), JSON.parse(JSON.stringify(json)));
}

/** A string, a comment, a word, or one other character. */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?|\/\/[^\n]*|\w+|[^\s\w]/g;

function sizeFault(text: string): Fault | undefined {
  let tokens = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    tokens += 1;
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (token === ';') tokens = 0;
    const tooDeep = depth > NESTING && `nests deeper than ${NESTING} brackets: simplify it`;
    const tooLong = tokens > TOKENS && `a policy has more than ${TOKENS} words and signs: split it into several`;
    const message = tooDeep || tooLong;
    if (message) return { path: [], textLine: linesBefore(text, index), message };
  }
  return undefined;
}

/** Cedar sorts the policies of a text by the ids that it gives them, as texts: `policy0`, `policy1`, `policy10`, `policy2`. */
function inOrder(policies: readonly string[]): readonly string[] {
  const numbers = policies.map((_, index) => String(index)).sort();
  const numbered = policies.map((policy, index) => ({ policy, number: Number(numbers[index]) }));
  return numbered.sort((a, b) => a.number - b.number).map(({ policy }) => policy);
}

function faultOf(error: Cedar.DetailedError, text: string): Fault {
  const start = error.sourceLocations?.[0]?.start;
  const message = errorText(error);
  if (start === undefined) return { path: [], message };
  // Cedar counts bytes.
  const before = Buffer.from(text).subarray(0, start).toString();
  return { path: [], textLine: linesBefore(before, before.length), message };
}

function lineOf(text: string, part: string): number {
  return linesBefore(text, Math.max(text.indexOf(part), 0));
}

function linesBefore(text: string, at: number): number {
  return text.slice(0, at).split('\n').length - 1;
}
