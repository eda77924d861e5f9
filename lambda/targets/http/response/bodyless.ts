import type { ToolResult } from '../../../content/index.ts';
import type { JsonObject } from '../../../json.ts';
import { createCheck } from '../../../schema/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { type ResultOptions, toResult } from '../../result.ts';
import type { Mask } from '../../secrets/index.ts';
import type { ResponseHead, UpstreamRequest } from '../../upstream/index.ts';
import { statusText } from './failure/index.ts';
import { quote } from './quote.ts';

/** An answer without a body, and what the tool makes of one. */
interface Bodyless {
  readonly response: ResponseHead;
  readonly request: Pick<UpstreamRequest, 'label' | 'repeatable'>;
  /** Evaluates the tool's `result`. */
  readonly evaluate: (() => unknown) | undefined;
  /** The tool's output schema. */
  readonly output: JsonObject | undefined;
}

/**
 * The result of an answer without a body, such as 202 or 204: what `result` finds in its status and headers, else a sentence. With an
 * output schema, the structured content is the empty object.
 *
 * @throws ToolError where the schema requires more: a client would refuse the result, and an agent would call again
 */
export async function bodylessResult(
  { response, request, evaluate, output }: Bodyless,
  options: ResultOptions,
  mask: Mask,
): Promise<ToolResult> {
  const value = await evaluated(evaluate, request);
  if (value !== undefined || (options.mustFind && evaluate)) return toResult(value, options);
  const outcome = `${request.label} returned ${outcomeOf(response, mask)} without a body`;
  const content = [{ type: 'text', text: `${outcome}.` }] as const;
  if (output === undefined) return { content };
  if ((await createCheck(output))({}) === undefined) return { content, structuredContent: {} };
  const advice = request.repeatable ? '' : ` The request was ${verbOf(response)}: it must not be repeated.`;
  throw new ToolError(`${outcome}, so there is no result that satisfies the tool's output schema.${advice}`, {
    isAdvised: true,
  });
}

/** After a write, an expression that fails over the missing body must not make an agent repeat the write. */
async function evaluated(evaluate: Bodyless['evaluate'], { repeatable }: Bodyless['request']): Promise<unknown> {
  try {
    return await evaluate?.();
  } catch (error) {
    if (repeatable || !(error instanceof ToolError)) throw error;
    return undefined;
  }
}

/** The status, and where a redirect that the tool does not follow leads to. */
function outcomeOf({ status, headers: { location } }: ResponseHead, mask: Mask): string {
  const isLink = status >= 300 && status < 400 && location !== undefined;
  return isLink
    ? `${statusText({ status, headers: {} })} and a link to ${quote(mask.text(location), 2_048)},`
    : `${status}`;
}

const verbOf = ({ status }: ResponseHead) => (status === 202 ? 'accepted' : 'carried out');
