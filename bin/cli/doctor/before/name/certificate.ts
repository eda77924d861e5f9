import type { CertificateDetail } from '@aws-sdk/client-acm';
import { parseArn } from '../../../../../lib/config/values.ts';
import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { callerOf } from '../account/caller.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { certificateOf, usesParameter } from './certificate-parameter.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** ACM renews its own certificates 60 days before they expire: one with less than this is not being renewed. */
const SOON_DAYS = 30;

/** Whether the listener can use the certificate for the endpoint's name. */
export const certificate: Check<BeforeContext> = {
  id: 'certificate',
  title: 'Certificate',
  async run(context) {
    const { config } = context;
    const { domainName = '' } = config.edge;
    const expectation = expecting(`An issued certificate in ${config.region} is valid for ${domainName}.`);
    if (config.insecureHttp)
      return [
        expecting('The certificate is valid if the listener uses HTTPS.').passed('It uses HTTP: insecureHttp is true.'),
      ];
    if (config.edge.hostedZone !== undefined)
      return [expectation.passed('The deployment creates it in edge.hostedZone.')];
    const key = 'edge.certificateArn';
    const arn = await certificateOf(context);
    if (arn === undefined) return [expectation.skipped('The stage has none yet.', { fix: 'See parameter.', key })];
    const detail = await describe(context, arn);
    if (detail !== undefined) return [judge(context, arn, detail)];
    const from = usesParameter(context) ? 'the parameter' : key;
    const fix = `Request or import a certificate for ${domainName} in this account and ${config.region}, and set ${from}.`;
    return [expectation.failed(`This account and Region have no certificate ${arn}.`, { fix, key })];
  },
};

/** The certificate as ACM describes it; undefined if it is not in the account and Region, where a load balancer needs it. */
async function describe(context: BeforeContext, arn: string): Promise<CertificateDetail | undefined> {
  const { account, region } = parseArn(arn) ?? {};
  // To a certificate of another account, ACM answers that access is denied.
  if (region !== context.config.region || account !== (await callerOf(context)).account) return undefined;
  const acm = await context.aws.acm();
  try {
    const { Certificate: detail } = await acm.describeCertificate({ CertificateArn: arn });
    return detail;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException', 'InvalidArnException', 'ValidationException')) return undefined;
    throw error;
  }
}

function judge({ config, now }: BeforeContext, arn: string, detail: CertificateDetail): Outcome {
  const { domainName = '' } = config.edge;
  const { passed, warned, failed } = expecting(`An issued certificate in ${config.region} is valid for ${domainName}.`);
  const {
    Status: status = 'UNKNOWN',
    NotAfter: notAfter,
    DomainName: first,
    SubjectAlternativeNames: others = [],
  } = detail;
  const key = 'edge.certificateArn';
  if (status !== 'ISSUED') {
    const why = detail.FailureReason === undefined ? '' : ` (${detail.FailureReason})`;
    return failed(`${arn} is ${status}${why}.`, { fix: fixOf(status, arn, config.region), key });
  }
  const names = [...new Set([...(first === undefined ? [] : [first]), ...others])];
  if (!names.some((name) => covers(name, domainName))) {
    const fix = `Request a certificate for ${domainName}, or set edge.domainName to one of its names.`;
    return failed(`${arn} is for ${names.join(', ')}.`, { fix, key: 'edge.domainName' });
  }
  const days = notAfter === undefined ? Number.POSITIVE_INFINITY : Math.floor((notAfter.getTime() - now()) / DAY_MS);
  const until = notAfter === undefined ? '' : `, until ${notAfter.toISOString().slice(0, 10)}`;
  const seen = `${arn} is for ${names.join(', ')}${until}.`;
  const renewal =
    detail.Type === 'IMPORTED'
      ? `ACM does not renew an imported certificate: import a new one under the same ARN, with aws acm import-certificate --region ${config.region} --certificate-arn ${arn}.`
      : 'ACM renews it once its validation records exist: keep the CNAME records that the certificate shows in DNS.';
  if (days < 0) return failed(seen, { fix: renewal, key });
  return days < SOON_DAYS ? warned(`${seen} It expires in ${days} days.`, { fix: renewal, key }) : passed(seen);
}

function fixOf(status: string, arn: string, region: string): string {
  if (status !== 'PENDING_VALIDATION') return 'Request or import another certificate, and set its ARN.';
  return `Create the validation records in DNS, and wait until it is issued: aws acm describe-certificate --region ${region} --certificate-arn ${arn}`;
}

/** Whether a name of a certificate is valid for a host: itself, or a wildcard for the host's first label. RFC 6125 section 6.4.3 */
function covers(name: string, host: string): boolean {
  const pattern = name.toLowerCase();
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.includes('.') && pattern.slice(2) === host.slice(host.indexOf('.') + 1);
}
