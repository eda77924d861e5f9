import { checkBlock, withStandIns } from '../../../content/publish.ts';
import type { Fault } from '../../../fault.ts';
import type { Json, JsonObject } from '../../../json.ts';
import type { TargetTool } from '../../types.ts';

/** Checks rules of the response that the schema cannot express. */
export function checkResponse({ target, output }: TargetTool): Fault[] {
  return [
    ...checkRedirects(target.redirects),
    ...checkAnswer(target),
    ...checkWhole(target),
    ...checkContent(target, output !== undefined),
  ];
}

/** Second labels below which a country's registry sells names. */
const REGISTRIES = new Set('ac co com edu gob gouv gov gv ltd me mil ne net nom or org plc sch'.split(' '));

/** A wildcard that covers names of anybody would let the upstream choose any host. */
function checkRedirects(redirects: Json | undefined): Fault[] {
  if (!Array.isArray(redirects)) return [];
  return redirects.flatMap((host: Json, index) => {
    const problem = wildcardProblem(String(host).toLowerCase());
    return problem === undefined ? [] : [{ path: ['redirects', index], message: problem }];
  });
}

function wildcardProblem(host: string): string | undefined {
  if (!host.startsWith('*.')) return undefined;
  const labels = host.slice(2).replace(/:\d+$/, '').split('.');
  const [last = '', second = ''] = labels.toReversed();
  if (labels.includes('')) return 'is not a host: a label is empty';
  if (/^\d+$/.test(last)) return 'is an address: `*.` stands for names below a domain';
  const isRegistry = labels.length === 2 && last.length === 2 && REGISTRIES.has(second);
  if (labels.length > 1 && !isRegistry) return undefined;
  return 'covers the domains of others: write at least one label of your own below `*.`, such as `*.example.com`';
}

/** A body that streams is read as its `stream` says. */
function checkAnswer({ answer, stream = 'none' }: JsonObject): Fault[] {
  if (answer === undefined || stream === 'none' || stream === 'pages') return [];
  return [
    { path: ['answer'], message: `does not apply with \`stream: ${String(stream)}\`, which says what the body is` },
  ];
}

/** Parts of a result that were sent cannot become other blocks, or an error. */
function checkWhole(target: JsonObject): Fault[] {
  const { stream = 'none', pagination } = target;
  if (stream === 'none' && pagination === undefined) return [];
  const reason = pagination === undefined ? `\`stream: ${String(stream)}\`` : '`pagination`';
  return ['content', 'isError']
    .filter((key) => target[key] !== undefined)
    .map((key) => ({
      path: [key],
      message: `needs a response that arrives as a whole: it does not apply with ${reason}`,
    }));
}

function checkContent({ content, result }: JsonObject, structured: boolean): Fault[] {
  const faults: Fault[] = [];
  if (content !== undefined && result !== undefined && !structured) {
    const message =
      'is not used: `content` makes the result, and without an `output` schema there is no structured content';
    faults.push({ path: ['result'], message });
  }
  if (!Array.isArray(content)) return faults;
  const blocks: readonly Json[] = content;
  const found = blocks.map((block) => checkBlock(withStandIns(block)));
  return [
    ...faults,
    ...found.flatMap((list, index) => list.map((fault) => ({ ...fault, path: ['content', index, ...fault.path] }))),
  ];
}
