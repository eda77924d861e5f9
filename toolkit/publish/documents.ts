import type { ListedTool } from '../wire.ts';

/** A Tool document, ready to publish. */
export interface ToolDocument {
  readonly kind: 'Tool';
  readonly server: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly input: object;
  readonly output?: object;
  readonly annotations?: object;
  readonly _meta?: object;
  readonly target: { readonly type: 'lambda'; readonly function: string; readonly tool?: string };
}

/** Maximum characters of a tool's name. spec: server/tools#tool-names */
const NAME_CHARS = 128;

/**
 * Makes Tool documents for the tools of a function. Their schemas stay as they are: publishing rewrites those of draft-07, which v1 of
 * the SDK generates from Zod schemas.
 *
 * @param functionName the function's name in the stage's `functions`
 * @param server the MCP server under which the tools are published
 * @param tools as the function lists them
 * @throws Error when two tools would get the same name
 */
export function documentsOf(
  functionName: string,
  server: string,
  tools: readonly ListedTool[],
): readonly ToolDocument[] {
  const documents = tools.map((tool) => documentOf(functionName, server, tool));
  const twice = documents.find(({ name }, index) => documents.findIndex((other) => other.name === name) !== index);
  if (twice) throw new Error(`two tools of ${functionName} would be named ${twice.name}: rename one of them`);
  return documents;
}

function documentOf(functionName: string, server: string, tool: ListedTool): ToolDocument {
  const { name, title, description, inputSchema, outputSchema, annotations, _meta } = tool;
  const published = name.replace(/[^A-Za-z0-9_.-]+/g, '_').slice(0, NAME_CHARS);
  return {
    kind: 'Tool',
    server,
    name: published,
    ...(title !== undefined && { title }),
    description: description ?? title ?? name,
    input: inputSchema,
    ...(outputSchema !== undefined && { output: outputSchema }),
    ...(annotations !== undefined && { annotations }),
    ...(_meta !== undefined && { _meta }),
    target: { type: 'lambda', function: functionName, ...(published !== name && { tool: name }) },
  };
}
