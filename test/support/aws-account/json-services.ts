import { type Answer, AwsError, json } from './wire.ts';
import type { World } from './world.ts';

/** The input of an operation. */
type Input = Readonly<Record<string, unknown>>;

/** Answers a request to a service of the JSON protocols, by its operation. */
export function answerJson(world: World, operation: string, input: Input): Answer {
  const answer = ANSWERS[operation];
  if (answer === undefined) throw new AwsError('UnknownOperationException', operation);
  return json(answer(world, input));
}

const ANSWERS: Readonly<Record<string, (world: World, input: Input) => object>> = {
  // acm/latest/APIReference/API_DescribeCertificate.html
  DescribeCertificate({ certificates }, { CertificateArn: arn }) {
    const certificate = certificates[String(arn)];
    if (certificate === undefined) {
      throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
    }
    return { Certificate: { CertificateArn: arn, ...certificate } };
  },
  // systems-manager/latest/APIReference/API_GetParameter.html
  GetParameter({ parameters }, { Name: name }) {
    const parameter = parameters[String(name)];
    if (parameter === undefined) throw new AwsError('ParameterNotFound', '');
    return { Parameter: { Name: name, Type: parameter.type, Value: parameter.value, Version: 1 } };
  },
  // servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
  GetServiceQuota({ quotas }, { ServiceCode: service, QuotaCode: code }) {
    const value = quotas[String(code)];
    if (value === undefined) throw new AwsError('NoSuchResourceException', 'The quota does not exist.');
    return { Quota: { ServiceCode: service, QuotaCode: code, Value: value, Adjustable: true } };
  },
  // amazondynamodb/latest/APIReference/API_DescribeTable.html
  DescribeTable({ tables }, { TableName: name }) {
    if (!tables.includes(String(name))) {
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    }
    return { Table: { TableName: name, TableStatus: 'ACTIVE' } };
  },
};
