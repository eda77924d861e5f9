import type { Command } from 'commander';
import { type AnswerHandler, SpillwayClient } from '../../../client/index.ts';
import { type AnswerOptions, createAnswerer } from '../answers/index.ts';
import { type CliContext, UsageError } from '../context.ts';
import { authorizeCalls } from '../credentials/index.ts';
import { findLocalStack, type LocalStack } from '../local-stack.ts';
import { packageVersion } from '../version.ts';

/** Options that name a deployment, and how to print. */
export interface ServerOptions extends AnswerOptions {
  readonly endpoint?: string;
  readonly local?: boolean;
  readonly key?: string;
  readonly json?: boolean;
}

/** A client for one command. */
export interface Connected {
  readonly client: SpillwayClient;
  /** Ends the requests of the command: Ctrl-C, or a question that cannot be answered. */
  readonly signal: AbortSignal;
}

/** Adds the options that name a deployment. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', "the deployment's URL: the stack output Endpoint")
    .option('--local', 'use the local stack that is running here')
    .option('--key <key>', 'an API key (default: SPILLWAY_KEY, or the login of the user)')
    .option('--json', 'print the whole result as JSON');
}

/**
 * Connects to an MCP server as the user of the command line.
 *
 * @param work receives the client; what it throws is put into the command line's words
 * @throws UsageError when the options name no deployment, or two
 * @throws CommandFailed when the server refuses or fails
 * @throws Interrupted when the user presses Ctrl-C
 */
export async function withServer<V>(
  server: string,
  options: ServerOptions,
  context: CliContext,
  work: (connected: Connected) => Promise<V>,
): Promise<V> {
  // A path segment of dots would lead to another path.
  if (/^\.*$/.test(server)) throw new UsageError(`expected the name of an MCP server, found ${JSON.stringify(server)}`);
  const answerer = createAnswerer(server, options, context);
  const { endpoint, local } = await locate(options, context);
  const url = `${endpoint}/mcp/${encodeURIComponent(server)}`;
  const { headers, renewCredentials, explain } = await authorizeCalls(url, { given: options.key, local }, context);
  const failed = new AbortController();
  const interrupted = context.interruption?.();
  const signal = interrupted === undefined ? failed.signal : AbortSignal.any([interrupted, failed.signal]);
  const answer: AnswerHandler = async (question) => {
    try {
      return await answerer.answer(question);
    } catch (error) {
      failed.abort(error); // a task that waits for the answer is cancelled
      throw error;
    }
  };
  const clientInfo = { name: 'spillway-cli', version: packageVersion() };
  const client = new SpillwayClient({
    ...{ url: endpoint, headers, renewCredentials, answer, clientInfo },
    fetch: withNotice(context),
  });
  try {
    return await work({ client, signal });
  } catch (error) {
    throw explain(error);
  } finally {
    context.drawOver?.('');
    for (const key of answerer.unused()) context.stderr(`warning: no question asks for ${key}: see --answer`);
  }
}

/** The endpoint, and the local stack if it is that of one. */
async function locate(
  { endpoint, local }: ServerOptions,
  context: CliContext,
): Promise<{ readonly endpoint: string; readonly local?: LocalStack }> {
  if (local && endpoint !== undefined) throw new UsageError('pass either --local or --endpoint URL, not both');
  if (local) {
    const stack = await findLocalStack(context.directory);
    return { endpoint: stack.endpoint.replace(/\/+$/, ''), local: stack };
  }
  if (endpoint === undefined)
    throw new UsageError('no endpoint given: pass --endpoint URL, or --local for the local stack');
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--endpoint must be an http or https URL, found ${endpoint}`);
  }
  // The value is not quoted: it may contain a password.
  if (url.username + url.password + url.search + url.hash !== '') {
    throw new UsageError('--endpoint must be a URL without credentials, query and fragment: pass a key with --key');
  }
  // The stack's output is the address of the server `default`, which ends with /mcp.
  return { endpoint: endpoint.replace(/(?:\/mcp)?\/*$/, '') };
}

/** The client waits and tries again where that is safe: a person should know what it waits for. */
function withNotice({ fetch: send, drawOver }: CliContext): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    const { status } = response;
    if (status === 429 || status === 503) drawOver?.(`The server is busy (HTTP ${status}).`);
    return response;
  };
}
