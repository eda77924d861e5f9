import { certificateParameter } from '../../../../../lib/names.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { perContext } from '../per-context.ts';

/** The SSM parameter of a stage's certificate. */
interface CertificateParameter {
  readonly name: string;
  /** Undefined if the parameter does not exist. */
  readonly value: string | undefined;
  readonly type: string | undefined;
}

/** Whether the stage takes its certificate from the parameter. */
export function usesParameter({ config }: BeforeContext): boolean {
  const { hostedZone, certificateArn } = config.edge;
  return !config.insecureHttp && hostedZone === undefined && certificateArn === undefined;
}

/** The parameter as it is in the account and Region. */
export const parameterOf = perContext(async ({ stage, aws }): Promise<CertificateParameter> => {
  const name = certificateParameter(stage);
  const ssm = await aws.ssm();
  try {
    const { Parameter: parameter } = await ssm.getParameter({ Name: name });
    return { name, value: parameter?.Value, type: parameter?.Type };
  } catch (error) {
    if (!isNamed(error, 'ParameterNotFound')) throw error;
    return { name, value: undefined, type: undefined };
  }
});

/** ARN of the certificate that the stage names, itself or by the parameter; undefined if it names none. */
export async function certificateOf(context: BeforeContext): Promise<string | undefined> {
  if (context.config.edge.certificateArn !== undefined) return context.config.edge.certificateArn;
  return usesParameter(context) ? (await parameterOf(context)).value : undefined;
}
