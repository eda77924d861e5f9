import { deploymentProblem, stageNotices } from '../../../../../lib/config/index.ts';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';

/** What synthesis warns of, and what `npm run deploy` refuses. */
export const deployment: Check<BeforeContext> = {
  id: 'deployment',
  title: 'Stage file',
  async run({ stage, config }) {
    const { passed, warned, failed } = expecting('The stage file describes an endpoint that clients can use.');
    const problem = deploymentProblem(config);
    if (problem !== undefined) {
      const fix = `Edit edge.allowedCidrs in config/${stage}.yaml; \`npm run deploy\` refuses the stage until then.`;
      return [failed(problem, { fix, key: 'edge.allowedCidrs' })];
    }
    const { warnings } = stageNotices(stage, config);
    if (warnings.length === 0) return [passed('Synthesis warns of nothing.')];
    return warnings.map((warning) => warned(warning, { fix: `Edit config/${stage}.yaml.` }));
  },
};
