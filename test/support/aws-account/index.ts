/** An account of AWS on this machine: the services that `spillway doctor --before` reads, in their own wire formats. */
import { type SeenRequest, startAwsServer } from '../aws-server.ts';
import { answerEc2 } from './ec2.ts';
import { answerJson } from './json-services.ts';
import { answerCloudFormation, answerSts } from './query.ts';
import { resourceOf } from './resources.ts';
import { restOperation } from './rest-services.ts';
import { type Answer, AwsError, ec2Error, jsonError, xmlError } from './wire.ts';
import type { World } from './world.ts';

export { ACCOUNT, NEW_ACCOUNT, REGION, type World } from './world.ts';

/** The account, whose contents a test sets. */
export interface AwsAccount {
  readonly endpoint: string;
  world: World;
  /** The requests so far, in order. */
  readonly calls: Call[];
  /** Error codes that answer the next requests, one each. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** What IAM decides about a request by. */
export interface Call {
  readonly action: string;
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string;
}

/** Starts an account on a free port. */
export async function startAwsAccount(world: World): Promise<AwsAccount> {
  const server = await startAwsServer();
  const account: AwsAccount = {
    endpoint: server.endpoint,
    world,
    calls: [],
    faults: [],
    close: () => server.close(),
  };
  server.behaviours = [
    (response, request) => {
      const { status, body, headers } = answerTo(account, request);
      response.writeHead(status, headers).end(body);
    },
  ];
  return account;
}

/** One request: the service that its signature names, its IAM action, and how the service answers and refuses. */
interface Operation {
  readonly action: string;
  readonly answer: (world: World) => Answer;
  readonly error: (error: AwsError) => Answer;
}

function answerTo(account: AwsAccount, request: SeenRequest): Answer {
  const { action, answer, error } = operationOf(request);
  account.calls.push({ action, resource: resourceOf(action, request, account.world) });
  const fault = account.faults.shift();
  try {
    if (fault !== undefined) throw new AwsError(fault, 'The message of the service.', 400);
    if (account.world.denied.includes(action)) throw denial(action, account.world);
    return answer(account.world);
  } catch (thrown) {
    if (thrown instanceof AwsError) return error(thrown);
    throw thrown;
  }
}

/** The words and codes of AWS. IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denial(action: string, { caller }: World): AwsError {
  const message = `User: ${caller.arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  if (action.startsWith('ec2:')) return new AwsError('UnauthorizedOperation', message, 403);
  const isXml = /^(?:sts|cloudformation|route53):/.test(action);
  return new AwsError(isXml ? 'AccessDenied' : 'AccessDeniedException', message, isXml ? 403 : 400);
}

function operationOf({ path, headers, body }: SeenRequest): Operation {
  const [, service = ''] =
    /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const [, operation] = headers['x-amz-target']?.split('.') ?? [];
  if (operation !== undefined) {
    const answer = (world: World) => answerJson(world, operation, JSON.parse(body));
    return { action: `${service}:${operation}`, answer, error: jsonError };
  }
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  const name = `${service}:${action}`;
  if (service === 'ec2') return { action: name, answer: (world) => answerEc2(world, action, form), error: ec2Error };
  if (service === 'sts') return { action: name, answer: (world) => answerSts(world, action), error: xmlError };
  if (service === 'cloudformation') {
    return { action: name, answer: (world) => answerCloudFormation(world, action, form), error: xmlError };
  }
  const rest = restOperation(path);
  if (rest === undefined) throw new Error(`no such operation: ${service} ${path}`);
  return { ...rest, error: service === 'route53' ? xmlError : jsonError };
}
