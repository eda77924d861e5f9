import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { shellWords } from '../../examples/support/command-line.ts';
import { readPage } from '../support/document.ts';

/** The pages for operators of a deployed stage. */
export const PAGES: readonly string[] = [
  'first-deploy.md',
  ...readdirSync(join(REPOSITORY_ROOT, 'docs/operating')).map((name) => `operating/${name}`),
];

/** A fenced block, also one that is indented because it belongs to a step of a list. */
interface Block {
  readonly language: string;
  readonly text: string;
}

/** One program of a page with its arguments. */
export interface Command {
  /** As the page shows it. */
  readonly text: string;
  readonly words: readonly string[];
}

/** Reads the fenced blocks of a page. */
export function blocksOf(page: string): readonly Block[] {
  return [...readPage(page).matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)].map(
    ([, indent = '', language = '', text = '']) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** Every command of the pages, once each: in blocks of a shell, and in the steps of workflows. */
export function allCommands(): readonly Command[] {
  const lines = PAGES.flatMap(blocksOf).flatMap(({ language, text }) => {
    if (language === 'console') return text.trim().split('\n');
    return language === 'yaml' ? stepsOf(parse(text)) : [];
  });
  // A pipe has two programs.
  const programs = lines.flatMap((line) => line.split(' | '));
  return [...new Set(programs)].map((text) => ({ text, words: shellWords(text) }));
}

/** What the jobs of a GitHub workflow run. */
function stepsOf(document: { readonly jobs?: Record<string, { steps: readonly { run?: string }[] }> }): string[] {
  const steps = Object.values(document.jobs ?? {}).flatMap((job) => job.steps);
  return steps.flatMap(({ run }) => run?.trim().split('\n') ?? []);
}

/** The values of an option in a command. */
export function valuesOf({ words }: Command, ...names: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => (names.includes(word) ? [words[index + 1] ?? ''] : []));
}
