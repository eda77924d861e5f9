import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import type { LogPart, PartialPart, ProgressPart } from '../parts.ts';
import { isContentBlock, only } from '../results.ts';

/** Returns what reads the notifications of a call; `undefined` for one that is unknown, malformed or of another call. */
export function partOf(token: string) {
  return ({ method, params }: JsonObject): ProgressPart | PartialPart | LogPart | undefined => {
    if (!isJsonObject(params)) return undefined;
    switch (method) {
      case 'notifications/tools/partial_result':
        return partialOf(params, token);
      case 'notifications/progress':
        return progressOf(params, token);
      case 'notifications/message':
        return logOf(params);
      default:
        return undefined;
    }
  };
}

function partialOf(params: JsonObject, token: string): PartialPart | undefined {
  const { partialResultToken, seq, content, structuredContent } = params;
  if (partialResultToken !== undefined && partialResultToken !== token) return undefined;
  if (typeof seq !== 'number') return undefined;
  const blocks = only(content, isContentBlock);
  return { type: 'partial', seq, content: blocks, ...(structuredContent !== undefined && { structuredContent }) };
}

function progressOf({ progressToken, progress, total, message }: JsonObject, token: string): ProgressPart | undefined {
  if (progressToken !== token || typeof progress !== 'number') return undefined;
  return {
    type: 'progress',
    progress,
    ...(typeof total === 'number' && { total }),
    ...(typeof message === 'string' && { message }),
  };
}

function logOf({ level, logger, data = null }: JsonObject): LogPart | undefined {
  if (typeof level !== 'string') return undefined;
  return { type: 'log', level, ...(typeof logger === 'string' && { logger }), data };
}
