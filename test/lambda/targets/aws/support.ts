import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareAws } from '../../../../lambda/targets/aws/index.ts';
import { awsTarget } from '../../../../lambda/targets/aws/publish.ts';
import type { CallContext, TargetEnvironment, TargetTool } from '../../../../lambda/targets/types.ts';
import { type FakeAws, startAws } from '../http/aws.ts';
import { startUpstream, type Upstream } from '../http/upstream.ts';
import { allParts, callContext, environment, toolOf } from '../support.ts';

/** A response of a service: a body with 200, a status and a body, or a function of the request's body. */
export type Answer =
  | JsonObject
  | string
  | readonly [status: number, body: JsonObject, headers?: Record<string, string>];

/** A service of AWS on loopback, and STS. */
export interface Service extends Upstream {
  readonly sts: FakeAws;
}

/** Starts a service that gives its answers in turn, the last one again and again. */
async function startService(answers: readonly Answer[]): Promise<Service> {
  const sts = await startAws();
  let turn = 0;
  const upstream = await startUpstream((_, response) => {
    const given = answers[Math.min(turn, answers.length - 1)] ?? {};
    turn += 1;
    const [status, body, headers = {}] = isTuple(given) ? given : [200, given];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { ...upstream, sts, close: async () => void (await Promise.all([upstream.close(), sts.close()])) };
}

const isTuple = (answer: Answer): answer is readonly [number, JsonObject, Record<string, string>?] =>
  Array.isArray(answer);

/** An environment whose stage lists the role `reader`. */
export function stage(): TargetEnvironment {
  const own = environment();
  return { ...own, aws: { ...own.aws, roles: { reader: 'arn:aws:iam::123456789012:role/reader' } } };
}

/** A tool on a service. */
export function awsTool(service: Service, target: JsonObject, rest: Partial<TargetTool> = {}): TargetTool {
  return toolOf({ type: 'aws', role: 'reader', region: 'eu-west-1', url: service.origin, ...target }, rest);
}

/** A tool as publishing stores it. @throws Error with the faults of one that it refuses */
export async function stored(tool: TargetTool): Promise<TargetTool> {
  const faults = await awsTarget.check(tool);
  if (faults.some(({ severity }) => severity !== 'warning')) throw new Error(JSON.stringify(faults));
  const block = (await awsTarget.stored?.(tool.target)) ?? tool.target;
  return { ...tool, target: { ...block, type: 'aws' } };
}

/** Publishes and calls a tool for its parts, and for the texts of its result. */
export async function call(service: Service, tool: TargetTool, args: JsonObject = {}, context?: Partial<CallContext>) {
  const prepared = prepareAws(await stored(tool), stage());
  const parts = await allParts(prepared(args, callContext({ secretHosts: () => [service.host], ...context })));
  const last = parts.at(-1);
  if (last?.type !== 'result') throw new Error('a call ends with its result');
  const texts = last.result.content.map((block) => (block.type === 'text' ? block.text : block.type));
  return { parts, result: last.result, texts };
}

/** The message that a call fails with, in a result or as an error. */
export async function failureOf(...given: Parameters<typeof call>): Promise<string> {
  return call(...given).then(
    ({ result, texts }) => (result.isError ? texts.join('|') : 'no failure'),
    (error: unknown) => String(error),
  );
}

/** The bodies that a service received. */
export function bodiesOf({ seen }: Upstream): readonly JsonObject[] {
  return seen.map(({ body }) => JSON.parse(body));
}

/** Starts services that end with the test that started them. */
export function openServices(): (...answers: Answer[]) => Promise<Service> {
  const open: Service[] = [];
  afterEach(() => Promise.all(open.splice(0).map((service) => service.close())));
  return async (...answers) => {
    const service = await startService(answers);
    open.push(service);
    return service;
  };
}
