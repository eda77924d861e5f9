import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { callerOf } from './caller.ts';

/** The version of the bootstrap stack that the pinned CDK requires; a test compares it with the templates' rule. */
export const BOOTSTRAP_VERSION = 6;

/** The CDK's default. */
const QUALIFIER = 'hnb659fds';
const CONTEXT_KEY = '@aws-cdk/core:bootstrapQualifier';

/** Whether the CDK is bootstrapped in the account and Region. */
export const bootstrap: Check<BeforeContext> = {
  id: 'bootstrap',
  title: 'CDK bootstrap',
  async run(context) {
    const { root, aws } = context;
    const qualifier = qualifierOf(root);
    const name = `/cdk-bootstrap/${qualifier}/version`;
    const { passed, failed } = expecting(`${name} is at least ${BOOTSTRAP_VERSION}.`);
    const fix = async () => ({ fix: `Run: ${await commandFor(context, qualifier)}` });
    try {
      const { Parameter: parameter } = await (await aws.ssm()).getParameter({ Name: name });
      if (Number(parameter?.Value) >= BOOTSTRAP_VERSION) return [passed(`It is ${parameter?.Value}.`)];
      return [failed(`It is ${parameter?.Value}.`, await fix())];
    } catch (error) {
      if (!isNamed(error, 'ParameterNotFound')) throw error;
      return [failed('The parameter does not exist: the CDK is not bootstrapped here.', await fix())];
    }
  },
};

async function commandFor(context: BeforeContext, qualifier: string): Promise<string> {
  const account = context.config.account ?? (await callerOf(context)).account;
  const options = qualifier === QUALIFIER ? '' : ` --qualifier ${qualifier} --toolkit-stack-name NAME`;
  return `npx cdk bootstrap aws://${account}/${context.config.region}${options}`;
}

/** The qualifier in `cdk.json`, where an organization sets its own. */
function qualifierOf(root: string): string {
  const document: unknown = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  if (typeof document !== 'object' || document === null || !('context' in document)) return QUALIFIER;
  const { context } = document;
  if (typeof context !== 'object' || context === null || !(CONTEXT_KEY in context)) return QUALIFIER;
  return String(context[CONTEXT_KEY]);
}
