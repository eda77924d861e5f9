import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../check.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { expecting } from '../outcomes.ts';

/** The version of the bootstrap stack that the pinned CDK requires; a test compares it with the templates' rule. */
export const BOOTSTRAP_VERSION = 6;

/** The CDK's default. */
const QUALIFIER = 'hnb659fds';
const CONTEXT_KEY = '@aws-cdk/core:bootstrapQualifier';

/** Whether the CDK is bootstrapped in the account and Region. */
export const bootstrap: Check<BeforeContext> = {
  id: 'bootstrap',
  title: 'CDK bootstrap',
  async run({ root, config, aws }) {
    const qualifier = qualifierOf(root);
    const name = `/cdk-bootstrap/${qualifier}/version`;
    const { passed, failed } = expecting(`${name} is at least ${BOOTSTRAP_VERSION}.`);
    const options = qualifier === QUALIFIER ? '' : ` --qualifier ${qualifier} --toolkit-stack-name NAME`;
    const command = `npx cdk bootstrap aws://${config.account ?? 'ACCOUNT'}/${config.region}${options}`;
    try {
      const { Parameter: parameter } = await (await aws.ssm()).getParameter({ Name: name });
      const version = Number(parameter?.Value);
      if (version >= BOOTSTRAP_VERSION) return [passed(`It is ${version}.`)];
      return [failed(`It is ${parameter?.Value}.`, { fix: `Run: ${command}` })];
    } catch (error) {
      if (!isNamed(error, 'ParameterNotFound')) throw error;
      return [failed('The parameter does not exist: the CDK is not bootstrapped here.', { fix: `Run: ${command}` })];
    }
  },
};

/** The qualifier in `cdk.json`, where an organization sets its own. */
function qualifierOf(root: string): string {
  const document: unknown = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  if (typeof document !== 'object' || document === null || !('context' in document)) return QUALIFIER;
  const { context } = document;
  if (typeof context !== 'object' || context === null || !(CONTEXT_KEY in context)) return QUALIFIER;
  return String(context[CONTEXT_KEY]);
}
