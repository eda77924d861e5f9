import { defineTool, fail, type StreamingHandler, type Tool } from '../../../toolkit/index.ts';

/** Tools of one function, by the names that their documents call them. */
export type Tools = Readonly<Record<string, Tool<Readonly<Record<string, unknown>>>>>;

/** Makes several tools the handler of one function. */
export function defineTools(tools: Tools): StreamingHandler {
  return defineTool((args, context) => {
    const tool = Object.hasOwn(tools, context.tool) ? tools[context.tool] : undefined;
    return tool?.(args, context) ?? fail(`This function has no tool ${context.tool}.`);
  });
}
