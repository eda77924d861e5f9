import { arrow, type Picture, rectangle, text } from './svg.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly ours?: boolean;
}

const LINE = 18;

/** A box with its first line strong, the others small and muted, all centred. */
function box({ x, y, width, height, lines, ours = false }: Box): readonly string[] {
  const first = y + height / 2 + 5 - ((lines.length - 1) * LINE) / 2;
  return [
    rectangle({ x, y, width, height, rx: 6, class: ours ? 'ours-box' : 'box', 'stroke-width': ours ? 1.5 : 1 }),
    ...lines.map((line, index) =>
      text(line, {
        x: x + width / 2,
        y: first + index * LINE,
        'text-anchor': 'middle',
        class: index === 0 ? 'ink strong' : 'muted small',
      }),
    ),
  ];
}

type Point = readonly [x: number, y: number];

const note = (content: string, x: number, y: number, anchor?: string) =>
  text(content, { x, y, class: 'muted small', 'text-anchor': anchor });

/** A horizontal arrow with words above its middle. */
const line = (content: string, from: Point, to: Point, kind?: string) => [
  note(content, (from[0] + to[0]) / 2, from[1] - 10, 'middle'),
  arrow([from, to], kind),
];

/** The way of a request from the agent to the tool, and of the response back. */
export function requestPathPicture(): Picture {
  return {
    name: 'request-path',
    width: 960,
    height: 460,
    title: 'The path of a request through Spillway',
    description:
      'An MCP client sends POST /mcp/{server} to the Application Load Balancer, which chooses a rule by path and headers and never reads the body. Lists and discovery go to a Lambda target, the function direct, whose response is buffered. Calls go to an IP target: the network interfaces of the execute-api endpoint, a private REST API in STREAM mode, and the function stream, whose response streams. Both functions read the catalogue in DynamoDB. The function stream runs the tool: an HTTP API, a Lambda function or a DynamoDB table. The command spillway apply publishes tools to the catalogue.',
    shapes: [
      ...box({ x: 24, y: 129, width: 132, height: 78, lines: ['MCP client', '2026-07-28', 'or older'] }),
      ...line('POST /mcp/{server}', [156, 168], [290, 168]),
      ...box({
        x: 290,
        y: 32,
        width: 156,
        height: 272,
        ours: true,
        lines: ['Load balancer', 'chooses a rule by', 'path and headers,', 'never by the body'],
      }),
      ...line('lists and discovery: Lambda target, buffered', [446, 64], [728, 64]),
      ...box({
        x: 728,
        y: 32,
        width: 208,
        height: 64,
        ours: true,
        lines: ['Function direct', 'returns stored list pages'],
      }),
      ...line('calls', [446, 268], [508, 268], 'ours-line'),
      ...box({
        x: 508,
        y: 226,
        width: 164,
        height: 84,
        lines: ['Private REST API', 'in STREAM mode, behind', 'an execute-api endpoint'],
      }),
      arrow(
        [
          [672, 268],
          [728, 268],
        ],
        'ours-line',
      ),
      ...box({
        x: 728,
        y: 226,
        width: 208,
        height: 84,
        ours: true,
        lines: ['Function stream', 'checks arguments, runs the', 'tool, sends part after part'],
      }),
      ...box({ x: 508, y: 132, width: 164, height: 58, lines: ['spillway apply', 'publishes tools.yaml'] }),
      arrow([
        [672, 161],
        [728, 161],
      ]),
      ...box({ x: 728, y: 132, width: 208, height: 58, lines: ['Catalogue', 'in DynamoDB'] }),
      arrow([
        [832, 96],
        [832, 132],
      ]),
      note('reads', 842, 118),
      arrow([
        [832, 226],
        [832, 190],
      ]),
      note('reads', 842, 213),
      arrow(
        [
          [832, 310],
          [832, 362],
        ],
        'ours-line',
      ),
      note('the tool’s target', 822, 341, 'end'),
      ...box({
        x: 728,
        y: 362,
        width: 208,
        height: 74,
        lines: ['Your upstreams', 'HTTP APIs, Lambda functions,', 'DynamoDB tables'],
      }),
      note('Blue arrows stream: the response returns along them, part by part, while the tool still runs.', 24, 404),
    ],
  };
}
