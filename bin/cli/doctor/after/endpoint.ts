import { stackNames } from '../../../../lib/names.ts';
import { isNamed } from '../before/aws/index.ts';
import type { BeforeContext } from '../before/index.ts';
import type { Check } from '../check.ts';
import { expecting, type Remedy } from '../outcomes.ts';
import { ProbeFailed } from '../probe/index.ts';
import type { AfterContext } from './context.ts';

const RESPONSE_MS = 10_000;
/** Requests of AWS are refused beyond five minutes; the rest is for clocks that drift on. */
const SKEW_MS = 60_000;

/** Whether the endpoint has a name, and responds to this machine. */
export const endpoint: Check<AfterContext> = {
  id: 'endpoint',
  title: 'Endpoint',
  async run({ stage, account, site }) {
    const { passed, failed } = expecting(`The endpoint responds within ${RESPONSE_MS / 1_000} s.`);
    const found = stage.endpoint ?? (account && (await outputOf(account, 'Endpoint')))?.replace(/\/mcp$/, '');
    if (found === undefined) {
      const fix = `Deploy the stage: npm run deploy -- -c stage=${stage.name}`;
      return [failed(`There is no stack ${stackNames(stage.name).service} with an output Endpoint.`, { fix })];
    }
    site.endpoint = found;
    try {
      const { status, headersMs } = await site.probe({ method: 'GET', path: '/', timeoutMs: RESPONSE_MS });
      return [passed(`${found} responded with ${status} after ${Math.round(headersMs)} ms.`)];
    } catch (error) {
      if (!(error instanceof ProbeFailed)) throw error;
      return [failed(`${found} did not respond: ${error.message}.`, await remedyOf(error.code, found, account))];
    }
  },
};

/** Whether this machine's clock agrees with the endpoint's: keys, tokens and requests to AWS end by the clock. */
export const clock: Check<AfterContext> = {
  id: 'clock',
  title: 'Clock',
  needs: ['endpoint'],
  async run({ site, now }) {
    const { passed, failed, skipped } = expecting(
      `This machine's clock differs from the endpoint's by at most ${SKEW_MS / 1_000} s.`,
    );
    const before = now();
    const { headers } = await site.probe({ method: 'GET', path: '/' });
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) {
      return [skipped('The response has no Date.', { fix: 'Ask a proxy on the way to the endpoint to pass Date on.' })];
    }
    // The header has whole seconds, and the response was made somewhere between the two readings.
    const skewMs = date + 500 - (before + now()) / 2;
    site.skewMs = skewMs;
    const seconds = Math.round(Math.abs(skewMs) / 1_000);
    const seen =
      seconds <= 1 ? 'The clocks agree.' : `This machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead'}.`;
    if (Math.abs(skewMs) <= SKEW_MS) return [passed(seen)];
    const fix =
      'Synchronize the clock, for example with `timedatectl set-ntp true`: AWS refuses requests of a clock that is five minutes off.';
    return [failed(seen, { fix })];
  },
};

/** An output of the stack with the listener; `undefined` without the stack. */
async function outputOf({ aws, stage }: BeforeContext, name: string): Promise<string | undefined> {
  const cloudFormation = await aws.cloudFormation();
  try {
    const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: stackNames(stage).service });
    return stack?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  } catch (error) {
    // CloudFormation answers so for a stack that does not exist.
    if (isNamed(error, 'ValidationError')) return undefined;
    throw error;
  }
}

const NO_NAME = ['ENOTFOUND', 'EAI_AGAIN'];
/** Codes of TLS errors. Node.js: tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME|ALTNAME/;

async function remedyOf(code: string, url: string, account: BeforeContext | undefined): Promise<Remedy> {
  const { hostname } = new URL(url);
  if (account === undefined) return { fix: 'Restart the local stack with `npm start`.' };
  if (NO_NAME.includes(code)) {
    const target =
      (await outputOf(account, 'LoadBalancerDnsName').catch(() => undefined)) ?? 'the stack output LoadBalancerDnsName';
    return { fix: `Create a DNS record for ${hostname} that points to ${target}.`, key: 'edge.hostedZone' };
  }
  if (CERTIFICATE.test(code)) {
    return { fix: `Use a certificate that is valid for ${hostname}.`, key: 'edge.certificateArn' };
  }
  const fix =
    'Add the address that you connect from (https://checkip.amazonaws.com shows it) to edge.allowedCidrs as x.x.x.x/32, and deploy. ' +
    'If the load balancer is internal, run doctor inside its network.';
  return { fix, key: 'edge.allowedCidrs' };
}
