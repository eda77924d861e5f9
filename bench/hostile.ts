/** What the costliest input costs that a bounded search finds, for each keyword of JSON Schema and each function of JSONata. */
import { SUBJECTS } from './hostile/expressions.ts';
import type { Costliest } from './hostile/inside.ts';
import { KEYWORDS } from './hostile/schemas.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure } from './support/result.ts';

/** Subjects of one process: a fresh heap now and then. */
const SUBJECTS_AT_ONCE = 12;
const SHOWN = 10;

export const hostile: Bench = {
  name: 'hostile',
  title: 'The costliest inputs of each schema keyword, function and operator',
  async measure() {
    const { path } = await bundleBench('hostile/inside.ts');
    const subjects = [...Object.keys(KEYWORDS), ...SUBJECTS];
    const found: Costliest[] = [];
    for (let at = 0; at < subjects.length; at += SUBJECTS_AT_ONCE) {
      found.push(...(await runChild<Costliest[]>(path, { args: subjects.slice(at, at + SUBJECTS_AT_ONCE) })));
    }
    const worst = found.toSorted((a, b) => costOf(b) - costOf(a)).slice(0, SHOWN);
    for (const { subject, input, outcome, cpuMs, memoryMb } of worst) {
      console.error(`${cpuMs.toFixed(0)} ms, ${memoryMb.toFixed(0)} MB: ${subject}: ${input}\n  ${outcome}`);
    }
    const tried = found.reduce((sum, one) => sum + one.tried, 0);
    return {
      method: [
        `${tried} inputs of up to 1 MB for ${subjects.length} subjects: ${Object.keys(KEYWORDS).length} keywords, and ${SUBJECTS.length} functions and operators. For each, a seeded search tries inputs at random, and then neighbours of the costliest.`,
        'Each input is one check or one evaluation with the budget of one request. Processor time is of the whole process, garbage collection with it; memory is the highest resident size less that before, after a collection.',
        'The ten costliest are shown, by the share of 1 s or of 128 MB that they take.',
        ...worst.map(({ subject, input, outcome }) => `${subject}: ${input}: ${outcome}`),
      ],
      figures: [
        ...worst.flatMap(({ subject, cpuMs, memoryMb }) => [
          figure(`${subject}, processor time`, 'ms', [cpuMs]),
          figure(`${subject}, memory`, 'MB', [memoryMb]),
        ]),
        figure('costliest, processor time', 'ms', [Math.max(...found.map(({ cpuMs }) => cpuMs))]),
        figure('costliest, memory', 'MB', [Math.max(...found.map(({ memoryMb }) => memoryMb))]),
      ],
      pairs: [],
      claims: [
        { claim: 'no input above 1 s', of: 'costliest, processor time', bound: 'at most', limit: 1_000 },
        { claim: 'no input above 128 MB', of: 'costliest, memory', bound: 'at most', limit: 128 },
      ],
    };
  },
};

const costOf = ({ cpuMs, memoryMb }: Costliest) => Math.max(cpuMs / 1_000, memoryMb / 128);
