import { deploymentProblem, stageNotices } from '../../../../../lib/config/index.ts';
import type { Check } from '../../check.ts';
import type { BeforeContext } from '../context.ts';

/** What synthesis warns of, and what `npm run deploy` refuses. */
export const deployment: Check<BeforeContext> = {
  id: 'deployment',
  title: 'Stage file',
  async run({ stage, config }) {
    const expected = 'A deployed endpoint can be used: it has addresses of clients, and nothing of the examples.';
    const problem = deploymentProblem(config);
    if (problem !== undefined) {
      const fix = `Edit edge.allowedCidrs in config/${stage}.yaml; \`npm run deploy\` refuses the stage until then.`;
      return [{ status: 'failed', expected, seen: problem, fix, key: 'edge.allowedCidrs' }];
    }
    const { warnings } = stageNotices(stage, config);
    if (warnings.length === 0) return [{ status: 'passed', expected, seen: 'The stage file is complete.' }];
    return warnings.map((seen) => ({ status: 'warned', expected, seen, fix: `Edit config/${stage}.yaml.` }));
  },
};
