import { parseArn } from '../../../../../lib/config/values.ts';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { parameterOf, usesParameter } from './certificate-parameter.ts';

/** Whether the SSM parameter with the certificate's ARN exists, where the stage takes its certificate from it. */
export const parameter: Check<BeforeContext> = {
  id: 'parameter',
  title: "The certificate's parameter",
  async run(context) {
    const { region } = context.config;
    if (!usesParameter(context)) {
      return [expecting('The parameter exists if the stage takes its certificate from it.').passed('It does not.')];
    }
    const { name, value, type } = await parameterOf(context);
    const { passed, failed } = expecting(`${name} is a String with the ARN of an ACM certificate in ${region}.`);
    const put =
      `aws ssm put-parameter --region ${region} --name ${name} --type String --overwrite --value ARN, with the ARN of a certificate ` +
      'in this account and Region; or set edge.certificateArn or edge.hostedZone';
    const remedy = { fix: `Run: ${put}.`, key: 'edge.certificateArn' };
    if (value === undefined) return [failed('It does not exist.', remedy)];
    // CloudFormation reads no SecureString. AWS: AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
    if (type !== 'String') {
      const fix = `Run: aws ssm delete-parameter --region ${region} --name ${name}; then ${put}.`;
      return [failed(`It is a ${type}, which CloudFormation cannot read.`, { ...remedy, fix })];
    }
    const arn = parseArn(value);
    if (arn?.service !== 'acm') return [failed(`Its value is ${JSON.stringify(value)}.`, remedy)];
    if (arn.region !== region) return [failed(`Its certificate is in ${arn.region}.`, remedy)];
    return [passed(`Its value is ${value}.`)];
  },
};
