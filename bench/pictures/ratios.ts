import { comparisonOf } from './results.ts';
import { type Picture, rectangle, rounded, text } from './svg.ts';

/** What a bench compares, and how its result names the comparison with another implementation. */
interface Panel {
  readonly bench: string;
  readonly title: string;
  readonly unit: string;
  readonly comparison: (other: string) => string;
}

const OTHERS = [
  { name: 'SDK v2 Server', shown: 'SDK v2 Server' },
  { name: 'SDK v2 McpServer', shown: 'SDK v2 McpServer' },
  { name: 'mcp-handler', shown: 'mcp-handler' },
  { name: 'SDK v1 McpServer', shown: 'SDK v1' },
];

const PANELS: readonly Panel[] = [
  {
    bench: 'calls',
    title: 'tools/call, warm',
    unit: 'processor time of a call',
    comparison: (other) => `${other} / ours static`,
  },
  {
    bench: 'lists',
    title: 'tools/list of 1,000 tools',
    unit: 'processor time of a list',
    comparison: (other) => `ours, direct / ${other}`,
  },
  {
    bench: 'cold',
    title: 'Cold start',
    unit: 'time to load and answer',
    comparison: (other) => `${other}, load and first answer / ours, load and first answer`,
  },
  {
    bench: 'bundle',
    title: 'Code loaded at a cold start',
    unit: 'minified bytes',
    comparison: (other) => `${other} / stream, at cold start`,
  },
];

const PANEL_WIDTH = 416;
const PANEL_HEIGHT = 204;
const [LEFT, TOP] = [24, 56];
const LABEL_WIDTH = 140;
const BAR_WIDTH = 200;

/** What other implementations cost, in multiples of Spillway; every panel has its own scale. */
export function ratiosPicture(): Picture {
  const panels = PANELS.map((panel) => ({
    ...panel,
    bars: OTHERS.map(({ name, shown }) => ({ label: shown, value: comparisonOf(panel.bench, panel.comparison(name)) })),
  }));
  return {
    name: 'ratios',
    width: 880,
    height: TOP + 2 * PANEL_HEIGHT + 24,
    title: 'What other implementations of an MCP server cost, in multiples of Spillway',
    description: panels
      .map(({ title, bars }) => `${title}: ${bars.map(({ label, value }) => `${label} ${times(value)}`).join(', ')}.`)
      .join(' '),
    shapes: [
      text('Cost in multiples of Spillway (shorter is better)', { x: LEFT, y: 34, class: 'ink strong' }),
      ...panels.flatMap(({ title, unit, bars }, index) => {
        const x = LEFT + (index % 2) * PANEL_WIDTH;
        const y = TOP + Math.floor(index / 2) * PANEL_HEIGHT;
        return panelShapes({ x, y, title, unit, bars });
      }),
      text('Medians of one run each (bench/calls.ts, lists.ts, cold.ts, bundle.ts). Each panel has its own scale.', {
        x: LEFT,
        y: TOP + 2 * PANEL_HEIGHT + 8,
        class: 'muted small',
      }),
    ],
  };
}

interface Shown {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

function panelShapes({ x, y, title, unit, bars }: Shown): readonly string[] {
  const all = [{ label: 'Spillway', value: 1 }, ...bars];
  const largest = Math.max(...all.map(({ value }) => value));
  return [
    text(title, { x, y: y + 16, class: 'ink strong' }),
    text(unit, { x, y: y + 34, class: 'muted small' }),
    ...all.flatMap(({ label, value }, index) => {
      const isOurs = index === 0;
      const top = y + 46 + index * 27;
      const width = rounded((value / largest) * BAR_WIDTH);
      return [
        text(label, { x, y: top + 14, class: isOurs ? 'ink small strong' : 'ink small' }),
        rectangle({ x: x + LABEL_WIDTH, y: top, width, height: 19, rx: 2, class: isOurs ? 'ours' : 'other' }),
        text(times(value), { x: rounded(x + LABEL_WIDTH + width + 8), y: top + 14, class: 'ink small' }),
      ];
    }),
  ];
}

/** One decimal for a small factor; more would be noise. */
const times = (value: number) => `${value === 1 || value >= 9.95 ? Math.round(value) : value.toFixed(1)}×`;
