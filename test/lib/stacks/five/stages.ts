import { REPOSITORY_ROOT } from '../../../../lib/bundle.ts';
import { loadStage } from '../../../../lib/config/index.ts';
import { type SynthesizedStage, synthesize } from '../synthesize.ts';

/** Directory of each stage file: the stages that ship, and one for each place where a stage can lie. */
const DIRECTORIES = {
  dev: 'config',
  prod: 'config',
  internal: 'test/lib/stacks/five/stages',
  'dual-stack': 'test/lib/stacks/five/stages',
  'vpc-functions': 'test/lib/stacks/five/stages',
} as const;

/** Name of one of the five stages. */
export type FiveStage = keyof typeof DIRECTORIES;

/** The stages whose every resource is expected. */
export const FIVE: readonly FiveStage[] = ['dev', 'prod', 'internal', 'dual-stack', 'vpc-functions'];

/** Synthesizes a stage from its file, as `cdk synth` does, without an account. */
export function synthesizeFile(stage: FiveStage): SynthesizedStage {
  return synthesize(stage, loadStage(REPOSITORY_ROOT, stage, DIRECTORIES[stage]), { validated: true });
}
