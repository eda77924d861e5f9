import { ANONYMOUS } from '../../../../lambda/auth/index.ts';
import type { ServerDocument, ServerView, ToolDocument } from '../../../../lambda/catalog/index.ts';
import type { ToolResult } from '../../../../lambda/content/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { callAlone, prepareTool } from '../../../../lambda/protocol/index.ts';
import type { TargetEnvironment } from '../../../../lambda/targets/index.ts';
import { type Evaluation, WorkBudget } from '../../../../lambda/work/index.ts';
import { CommandFailed } from '../../context.ts';
import { type Exchange, keepExchanges } from './exchanges.ts';
import { answerFrom, type RecordedResponse, withoutUpstream } from './recorded.ts';

/** A tool to call, with what it needs. */
export interface ToolCall {
  readonly tool: ToolDocument;
  /** The document of the tool's server, if there is one. */
  readonly server: ServerDocument | undefined;
  readonly args: JsonObject;
  /** The responses of the upstream, in place of the network. */
  readonly responses?: readonly RecordedResponse[] | undefined;
  /** The values of the server's secrets, by name. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** What happened during a call. */
export interface Observed {
  readonly exchanges: readonly Exchange[];
  /** In the order in which they ended. */
  readonly evaluations: readonly Evaluation[];
  /** The result as an agent gets it. */
  readonly result: ToolResult;
  readonly ms: number;
  /** Names of the secrets that the tool asked for, and that have no value. */
  readonly missingSecrets: readonly string[];
  /** Types of the credentials that a recorded response needs no more. */
  readonly omittedAuth: readonly string[];
}

/** Target types that need something of a deployment. */
const DEPLOYED: Readonly<Record<string, string>> = { lambda: 'a function', dynamodb: 'a table' };

/** This machine and private networks, which a developer's own command may reach. */
const OWN_NETWORKS = ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/** A secret for a recorded response, which nobody receives. */
const ANY_SECRET = 'any-secret';

/**
 * Calls a tool in this process, without publishing it: with the same checks and the same code as in a function.
 *
 * @throws CommandFailed for a tool that needs a deployment, or whose target asks questions
 */
export async function callTool({ tool, server, args, responses, secrets }: ToolCall): Promise<Observed> {
  const need = DEPLOYED[tool.target.type];
  if (need !== undefined) {
    throw new CommandFailed(
      `tool ${tool.server}/${tool.name} needs ${need} of a deployment: publish it to the local stack with ` +
        '`spillway apply --local`, and call it with `spillway call`',
    );
  }
  const exchanges: Exchange[] = [];
  const missing = new Set<string>();
  const environment = environmentOf({ exchanges, responses, missing, tool, secrets });
  const { target, omitted } =
    responses === undefined ? { target: tool.target, omitted: [] } : withoutUpstream(tool.target);
  const prepared = prepareTool({ ...tool, target }, environment);
  const evaluations: Evaluation[] = [];
  const work = new WorkBudget();
  work.observe = (evaluation) => evaluations.push(evaluation);
  const begun = performance.now();
  const ended = await callAlone(prepared, args, {
    principal: ANONYMOUS,
    view: viewOf(tool.server),
    catalog: { details: () => server ?? {} },
    trace: undefined,
    work,
    now: Date.now,
  });
  if (!('content' in ended)) throw new CommandFailed(`tool ${tool.name} asks questions: use \`spillway call\``);
  return {
    exchanges,
    evaluations,
    result: ended,
    ms: performance.now() - begun,
    missingSecrets: [...missing],
    omittedAuth: omitted,
  };
}

interface Surroundings extends Pick<ToolCall, 'tool' | 'responses' | 'secrets'> {
  readonly exchanges: Exchange[];
  readonly missing: Set<string>;
}

function environmentOf({ exchanges, responses, missing, tool, secrets }: Surroundings): TargetEnvironment {
  return {
    allowedNetworks: OWN_NETWORKS,
    loopback: true,
    now: Date.now,
    aws: { functions: {}, tables: {}, roles: {}, secrets: { store: 'secrets-manager', prefix: '' } },
    intercept: keepExchanges(exchanges, responses && answerFrom(responses)),
    async readSecret(path) {
      const name = path.slice(tool.server.length + 1);
      const value = secrets.get(name);
      if (value !== undefined) return value;
      if (responses !== undefined) return ANY_SECRET;
      missing.add(name);
      return undefined;
    },
  };
}

function viewOf(server: string): ServerView {
  return { server, version: 0, info: { name: server, version: '' }, scopes: [], stepUp: [], namedScopes: [] };
}
