import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { applyLoaded, parseDocuments } from '../../lambda/catalog/publish/index.ts';
import { documentsOf, LIST_DOCUMENT, readTools } from '../../toolkit/index.ts';
import { publishing } from './apply.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { findLocalStack } from './local-stack.ts';
import { type TableOptions, withTable } from './table.ts';

/** Options of `import`. */
export interface ImportCommandOptions extends TableOptions {
  readonly server: string;
  readonly arn?: string;
  readonly prune?: boolean;
}

/**
 * `spillway import FUNCTION`: asks a function that runs `serveMcpServer` for its tools, and publishes them.
 *
 * @param name what the stage calls the function, and tools with it
 * @throws CommandFailed when it does not answer with tools
 * @throws UsageError
 */
export async function importCommand(name: string, options: ImportCommandOptions, context: CliContext): Promise<void> {
  const { server, prune = false } = options;
  const { targets } = context;
  const tools = toolsOf(name, await askForTools(name, options, context));
  const text = documentsOf(name, server, tools)
    .map((document) => JSON.stringify(document))
    .join('\n---\n');
  const loaded = parseDocuments(`function ${name}`, text);
  await withTable(options, context, (table, facts) =>
    applyLoaded(loaded, {
      ...{ table, prune, targets, stage: facts.stage },
      ...publishing(facts, 'catalog.import', prune, context),
    }),
  );
}

function toolsOf(name: string, answer: string): ReturnType<typeof readTools> {
  try {
    return readTools(answer);
  } catch (error) {
    throw new CommandFailed(`function ${name}: ${error instanceof Error ? error.message : error}`);
  }
}

async function askForTools(name: string, options: ImportCommandOptions, context: CliContext): Promise<string> {
  const { FunctionName, config } = options.local
    ? await locateLocally(name, options, context)
    : { FunctionName: options.arn ?? name, config: options.region === undefined ? {} : { region: options.region } };
  const client = new LambdaClient(config);
  try {
    const Payload = Buffer.from(JSON.stringify(LIST_DOCUMENT));
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload }));
    if (answer.FunctionError)
      throw new CommandFailed(`function ${name} failed (${answer.FunctionError}): check its logs`);
    return Buffer.from(answer.Payload ?? []).toString('utf8');
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      throw new CommandFailed(`function ${FunctionName} does not exist: pass its ARN or name with --arn`);
    }
    throw error;
  } finally {
    client.destroy();
  }
}

async function locateLocally(
  name: string,
  { arn }: ImportCommandOptions,
  { directory }: CliContext,
): Promise<{ FunctionName: string; config: LambdaClientConfig }> {
  if (arn !== undefined) throw new UsageError('pass either --local or --arn ARN, not both');
  const { functions, lambdaEndpoint, region, credentials } = await findLocalStack(directory);
  const known = functions[name];
  if (typeof known !== 'string') {
    const names = Object.keys(functions).join(', ') || 'none';
    throw new CommandFailed(`the stage has no function named ${name}; its functions: ${names}`);
  }
  return { FunctionName: known, config: { endpoint: lambdaEndpoint, region, credentials } };
}
