import { blockProblem, mendBlock, readContent, type ToolResult } from '../../content/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { type InputRequiredPart, LOG_LEVELS, type Part } from '../parts.ts';

/**
 * Parses one line of a function that uses the toolkit: a part as JSON, or `failed`, whose message ends the call. The format is
 * documented in the toolkit's README, and other functions can write it too.
 *
 * @param label the name of the function in errors
 * @throws ToolError for `failed`, and for an invalid line
 */
export function readToolkitPart(line: string, label: string): Part {
  const parsed = parse(line);
  const part = readPart(parsed);
  if (part !== undefined) return part;
  const fault = contentFault(parsed);
  if (fault !== undefined) throw new ToolError(`${label} returned invalid content: ${fault}.`);
  throw new ToolError(
    `${label} returned a line that is not part of a tool call. For the operator: the function must use the toolkit.`,
  );
}

/** What is wrong with the first invalid block of a part's content. */
function contentFault(parsed: Json): string | undefined {
  if (!isJsonObject(parsed)) return undefined;
  const { content } = isJsonObject(parsed.result) ? parsed.result : parsed;
  if (!Array.isArray(content)) return undefined;
  const problems = content.map((block, index) => [index, blockProblem(mendBlock(block))] as const);
  const [index, problem] = problems.find(([, found]) => found !== undefined) ?? [];
  return problem && `content[${index}] ${problem}`;
}

function parse(line: string): Json {
  try {
    return parseMarkingRounded(line) as Json;
  } catch {
    return null;
  }
}

function readPart(parsed: Json): Part | undefined {
  if (!isJsonObject(parsed)) return undefined;
  switch (parsed.type) {
    case 'progress':
      return readProgress(parsed);
    case 'partial': {
      const { structuredContent, rows } = parsed;
      const content = readContent(parsed.content);
      if (content === undefined || !isOptionalNumber(rows)) return undefined;
      return { type: 'partial', content, structuredContent, rows };
    }
    case 'log': {
      const level = LOG_LEVELS.find((known) => known === parsed.level);
      const { data, logger } = parsed;
      if (level === undefined || data === undefined || !isOptionalText(logger)) return undefined;
      return { type: 'log', level, data, logger };
    }
    case 'input_required':
      if (!isRequests(parsed.inputRequests)) return undefined;
      return {
        type: 'input_required',
        inputRequests: parsed.inputRequests,
        ...(parsed.state !== undefined && { state: parsed.state }),
      };
    case 'result': {
      const result = readResult(parsed.result);
      return result && { type: 'result', result };
    }
    case 'failed':
      throw new ToolError(
        typeof parsed.message === 'string' ? parsed.message : 'The tool failed without giving a reason.',
        {
          notFound: parsed.notFound === true,
        },
      );
    default:
      return undefined;
  }
}

/** JSON writes `null` for a number that is not finite, such as 0/0. That must not end the call, and is not reported. */
function readProgress({ progress, total, message }: JsonObject): Part | undefined {
  const value = progress === null ? Number.NaN : progress;
  const whole = total === null ? undefined : total;
  if (typeof value !== 'number' || !isOptionalNumber(whole) || !isOptionalText(message)) return undefined;
  return { type: 'progress', progress: value, total: whole, message };
}

function readResult(parsed: Json | undefined): ToolResult | undefined {
  if (!isJsonObject(parsed)) return undefined;
  const { structuredContent, isError } = parsed;
  const content = readContent(parsed.content);
  if (content === undefined) return undefined;
  return {
    content,
    ...(structuredContent !== undefined && { structuredContent }),
    ...(isError === true && { isError }),
  };
}

const isOptionalNumber = (value: Json | undefined) => value === undefined || typeof value === 'number';
const isOptionalText = (value: Json | undefined) => value === undefined || typeof value === 'string';

function isRequests(value: Json | undefined): value is JsonObject & InputRequiredPart['inputRequests'] {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return false;
  return Object.values(value).every(
    (request) => isJsonObject(request) && typeof request.method === 'string' && isJsonObject(request.params),
  );
}
