/** The names of a stage's CloudFormation stacks. */
export function stackNames(stage: string) {
  return {
    network: `Spillway-${stage}-Network`,
    data: `Spillway-${stage}-Data`,
    service: `Spillway-${stage}-Service`,
  } as const;
}

/** The names of a stage's tables: fixed, so that operators, the command line and other stacks need no look-up in CloudFormation. */
export function tableNames(stage: string) {
  return {
    catalog: `spillway-${stage}-catalog`,
    state: `spillway-${stage}-state`,
    audit: `spillway-${stage}-audit`,
  } as const;
}

/** The SSM parameter with the ARN of a stage's certificate, for a stage that neither names nor creates one. */
export function certificateParameter(stage: string): string {
  return `/spillway/${stage}/certificate-arn`;
}
