import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { objectIn } from '../../json.ts';
import {
  type Completion,
  type Discovery,
  isContentBlock,
  isResourceContents,
  only,
  type PromptMessage,
  type PromptResult,
  type ReadResult,
  readFrom,
} from '../results.ts';

export function readResultOf(result: JsonObject): ReadResult {
  return readFrom(result, { ...result, contents: only(result.contents, isResourceContents) });
}

export function promptResultOf(result: JsonObject): PromptResult {
  return readFrom(result, { ...result, messages: only(result.messages, isPromptMessage) });
}

export function completionOf(result: JsonObject): Completion {
  const { values, total, hasMore } = objectIn(result.completion);
  return readFrom(result, {
    values: only(values, (value) => typeof value === 'string'),
    ...(typeof total === 'number' && { total }),
    ...(typeof hasMore === 'boolean' && { hasMore }),
  });
}

export function discoveryOf(result: JsonObject): Discovery {
  const { supportedVersions, capabilities } = result;
  return readFrom(result, {
    ...result,
    supportedVersions: only(supportedVersions, (value) => typeof value === 'string'),
    capabilities: objectIn(capabilities),
  });
}

function isPromptMessage(value: unknown): value is PromptMessage {
  return isJsonObject(value) && (value.role === 'user' || value.role === 'assistant') && isContentBlock(value.content);
}
