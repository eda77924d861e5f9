import { parseSync } from '@swc/core';

/** A file with one check removed. */
export interface Mutant {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Characters of the file that are replaced. */
  readonly start: number;
  readonly end: number;
  /** What they are. */
  readonly original: string;
  readonly replacement: string;
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [member: string]: unknown;
}

/**
 * Lists every way to remove one check of a file:
 * - the condition of an `if` that never holds;
 * - an operand of `||` that never holds, and one of `&&` that always does;
 * - a condition of `?:` that always holds, or never;
 * - `every` that always holds, and `some` that never does.
 */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const bytes = Buffer.from(text);
  const mutants = new Map<string, Mutant>();

  function add({ span }: Node, replacement: string): void {
    // The parser counts bytes, from 1.
    const start = bytes.subarray(0, span.start - 1).toString().length;
    const original = bytes.subarray(span.start - 1, span.end - 1).toString();
    const line = text.slice(0, start).split('\n').length;
    const end = start + original.length;
    mutants.set(`${start} ${end} ${replacement}`, { file, start, end, original, replacement, line });
  }

  function visit(value: unknown): void {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (!isNode(value)) {
      // Members without a type, such as those of a call's arguments.
      if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) visit(each);
      return;
    }
    // `...(x !== undefined && { x })` adds a member; it is no check.
    if (value.type === 'ObjectExpression') {
      for (const property of value.properties as readonly Node[])
        if (property.type !== 'SpreadElement') visit(property);
      return;
    }
    const { test, left, right, callee } = value;
    if (value.type === 'IfStatement' && isNode(test)) add(test, 'false');
    if (value.type === 'ConditionalExpression' && isNode(test)) for (const each of ['true', 'false']) add(test, each);
    if (value.type === 'BinaryExpression' && (value.operator === '||' || value.operator === '&&')) {
      for (const side of [left, right]) if (isNode(side)) add(side, String(value.operator === '&&'));
    }
    if (value.type === 'CallExpression' && isNode(callee) && isNode(callee.property)) {
      if (callee.property.value === 'every') add(value, 'true');
      if (callee.property.value === 'some') add(value, 'false');
    }
    for (const member of Object.values(value)) visit(member);
  }

  visit(parseSync(text, { syntax: 'typescript', target: 'es2024' }).body);
  return [...mutants.values()];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'span' in value;
}
