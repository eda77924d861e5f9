import type { ListName } from '../../catalog/index.ts';
import type { ContentBlock } from '../../content/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { allowsStructured, type Kind, knownMembers, unknownNames } from '../../mcp/index.ts';
import type { InputRequest, InputRequiredPart, LogPart, PartialPart, ProgressPart } from '../../targets/index.ts';
import { parseLossless } from '../../text/index.ts';
import { type BlockFitter, blockFitter } from './fit-block.ts';
import { fitForm } from './fit-form.ts';

/*
 * Fits what the server sends to what the client's revision knows (`lambda/mcp/known.ts`): strict clients refuse a whole response
 * for one content block of an unknown type.
 */

/** Fits messages to one revision. */
export interface Fitter {
  /** Fits a result, as JSON text: `{"content":...}`, `{"messages":...}` or `{"contents":...}`. */
  readonly result: (text: string) => string;
  /** Fits the entries of a list, as JSON text without the enclosing brackets. */
  readonly entries: (list: ListName, items: string) => string;
  readonly part: <P extends ProgressPart | PartialPart | LogPart>(part: P) => P;
  readonly questions: (part: InputRequiredPart) => InputRequiredPart;
}

const fitters = new Map<string, Fitter>();

/** Returns the fitter of a revision; made once, because it is the same for every request. */
export function fitterFor(revision: string): Fitter {
  let fitter = fitters.get(revision);
  if (fitter === undefined) {
    fitter = createFitter(revision);
    fitters.set(revision, fitter);
  }
  return fitter;
}

/** The kinds of objects in results and in lists. */
const IN_RESULTS: readonly Kind[] = ['toolResult', 'blockType', 'block', 'annotations', 'contents', 'resource'];
const IN_LISTS: readonly Kind[] = ['tool', 'prompt', 'promptArgument', 'resource', 'annotations'];

function createFitter(revision: string): Fitter {
  const fitBlock = blockFitter(revision);
  // Only a text with one of these names needs to be parsed. An object as `structuredContent` is a name of its own.
  const inResults = new RegExp(
    [...unknownNames(revision, IN_RESULTS).map((name) => `"${name}"`), '"structuredContent":\\s*[^\\s{]'].join('|'),
  );
  const listNames = unknownNames(revision, IN_LISTS).map((name) => `"${name}"`);
  const inLists = listNames.length === 0 ? undefined : new RegExp(listNames.join('|'));
  return {
    result: (text) => (inResults.test(text) ? JSON.stringify(fitResult(parsed(text), revision, fitBlock)) : text),
    entries(list, items) {
      if (!inLists?.test(items)) return items;
      const entries = parseLossless(`[${items}]`) as readonly JsonObject[];
      return JSON.stringify(entries.map((entry) => fitEntry(entry, list, revision))).slice(1, -1);
    },
    part: (part) => fitPart(part, revision, fitBlock),
    questions: (part) => ({
      ...part,
      inputRequests: Object.fromEntries(
        Object.entries(part.inputRequests).map(([key, request]) => [key, fitQuestion(request, revision, fitBlock)]),
      ),
    }),
  };
}

/** Results are objects. */
const parsed = (text: string) => parseLossless(text) as JsonObject;

function fitResult(result: JsonObject, revision: string, fitBlock: BlockFitter): JsonObject {
  const { content, messages, contents, structuredContent } = result;
  if (Array.isArray(messages)) {
    const fitted = messages.map((message) => ({ ...message, content: fitBlock(message.content) }));
    return { ...result, messages: fitted };
  }
  if (Array.isArray(contents)) {
    return { ...result, contents: contents.map((item) => knownMembers(revision, 'contents', item)) };
  }
  const blocks: readonly JsonObject[] = Array.isArray(content) ? content.map(fitBlock) : [];
  if (structuredContent === undefined) return { ...result, content: blocks };
  if (allowsStructured(revision, structuredContent)) return { ...result, content: blocks };
  const { structuredContent: _, ...rest } = result;
  // The value is lost to this client unless a text has it.
  const text = blocks.length > 0 ? [] : [{ type: 'text', text: JSON.stringify(structuredContent) }];
  return { ...rest, content: [...blocks, ...text] };
}

const KIND_OF_ENTRY: Readonly<Record<ListName, Kind>> = {
  tools: 'tool',
  prompts: 'prompt',
  resources: 'resource',
  templates: 'resource',
};

function fitEntry(entry: JsonObject, list: ListName, revision: string): JsonObject {
  const known = knownMembers(revision, KIND_OF_ENTRY[list], entry);
  if (list === 'prompts' && Array.isArray(known.arguments)) {
    const fitted = known.arguments.map((argument: JsonObject) => knownMembers(revision, 'promptArgument', argument));
    return { ...known, arguments: fitted };
  }
  // The annotations of a tool are of another kind.
  if (list === 'tools' || !isJsonObject(known.annotations)) return known;
  return { ...known, annotations: knownMembers(revision, 'annotations', known.annotations) };
}

function fitPart<P extends ProgressPart | PartialPart | LogPart>(part: P, revision: string, fitBlock: BlockFitter): P {
  if (part.type === 'progress') return knownMembers(revision, 'progress', part);
  if (part.type === 'log') return part;
  const content = part.content.map((block) => fitBlock(block as unknown as JsonObject) as unknown as ContentBlock);
  const allowed = allowsStructured(revision, part.structuredContent as Json | undefined);
  return { ...part, content, structuredContent: allowed ? part.structuredContent : undefined };
}

function fitQuestion(request: InputRequest, revision: string, fitBlock: BlockFitter): InputRequest {
  const { method, params } = request;
  if (method === 'elicitation/create' && isJsonObject(params.requestedSchema)) {
    return { method, params: { ...params, requestedSchema: fitForm(params.requestedSchema, revision) } };
  }
  if (method !== 'sampling/createMessage' || !Array.isArray(params.messages)) return request;
  const messages = params.messages.map((message: JsonObject) =>
    isJsonObject(message.content) ? { ...message, content: fitBlock(message.content) } : message,
  );
  return { method, params: { ...params, messages } };
}
