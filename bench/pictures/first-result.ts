import { medianOf } from './results.ts';
import { circle, type Picture, path, rectangle, rounded, text } from './svg.ts';

const PAGES = [1, 2, 5, 20];
const BENCH = 'first-result';

const [LEFT, RIGHT] = [110, 620];
const TOP = 92;
const GROUP_HEIGHT = 66;
const LANE_HEIGHT = 24;

/** Milliseconds of one load: a tool that reads some pages from a table. */
interface Load {
  readonly pages: number;
  readonly firstRows: number;
  readonly lastRow: number;
  readonly buffered: number;
  /** How much sooner the first rows are there, in percent. */
  readonly cut: number;
}

function loadOf(pages: number): Load {
  const name = `1 tool of ${pages} page${pages === 1 ? '' : 's'}`;
  return {
    pages,
    firstRows: medianOf(BENCH, `${name}, JSON-lines, first result`),
    lastRow: medianOf(BENCH, `${name}, JSON-lines, end`),
    buffered: medianOf(BENCH, `${name}, buffered, end`),
    cut: medianOf(BENCH, `${name}, JSON-lines, cut`),
  };
}

/** Rows that stream, against the same rows in one buffered response. */
export function firstResultPicture(): Picture {
  const loads = PAGES.map(loadOf);
  const longest = Math.max(...loads.flatMap(({ lastRow, buffered }) => [lastRow, buffered]));
  const end = Math.ceil(longest / 200) * 200;
  const at = (ms: number) => rounded(LEFT + (ms / end) * (RIGHT - LEFT));
  const bottom = TOP + loads.length * GROUP_HEIGHT;
  return {
    name: BENCH,
    width: 880,
    height: bottom + 62,
    title: 'Time until an agent has rows to work with: streamed and buffered',
    description: loads.map(sentence).join(' '),
    shapes: [
      text('When does the agent have rows to work with?', { x: 24, y: 34, class: 'ink strong' }),
      ...legend(),
      ...axis(end, at, bottom),
      ...loads.flatMap((load, index) => group(load, TOP + index * GROUP_HEIGHT, at)),
      text('milliseconds after the call, median of one run (bench/first-result.ts); a page of the table takes 50 ms', {
        x: 24,
        y: bottom + 46,
        class: 'muted small',
      }),
    ],
  };
}

function sentence({ pages, firstRows, lastRow, buffered }: Load): string {
  return `${pagesOf(pages)}: streamed, the first rows arrive after ${ms(firstRows)} and the last after ${ms(lastRow)}; buffered, all rows arrive after ${ms(buffered)}.`;
}

function legend(): readonly string[] {
  return [
    path('M24 58 H48', { class: 'line', 'stroke-width': 1.5, 'stroke-dasharray': '3 3' }),
    text('waiting', { x: 54, y: 62, class: 'muted small' }),
    rectangle({ x: 118, y: 52, width: 24, height: 12, rx: 2, class: 'ours', opacity: 0.55 }),
    text('streamed: rows are arriving', { x: 148, y: 62, class: 'muted small' }),
    circle({ cx: 338, cy: 58, r: 6, class: 'other' }),
    text('buffered: all rows at once', { x: 350, y: 62, class: 'muted small' }),
  ];
}

function axis(end: number, at: (ms: number) => number, bottom: number): readonly string[] {
  const ticks = Array.from({ length: end / 200 + 1 }, (_, index) => index * 200);
  return ticks.flatMap((tick) => [
    path(`M${at(tick)} ${TOP} V${bottom}`, { class: 'grid', 'stroke-width': 1 }),
    text(tick.toLocaleString('en-US'), { x: at(tick), y: bottom + 20, class: 'muted small', 'text-anchor': 'middle' }),
  ]);
}

function group(load: Load, top: number, at: (ms: number) => number): readonly string[] {
  const [streamed, buffered] = [top + 20, top + 20 + LANE_HEIGHT];
  const { pages, firstRows, lastRow, buffered: whole, cut } = load;
  const sooner = Math.round(cut) >= 5 ? ` (${Math.round(cut)} % sooner)` : '';
  return [
    text(pagesOf(pages), { x: 24, y: top + 36, class: 'ink strong' }),
    ...waiting(streamed, at(0), at(firstRows)),
    rectangle({
      x: at(firstRows),
      y: streamed - 8,
      width: rounded(Math.max(2, at(lastRow) - at(firstRows))),
      height: 16,
      rx: 2,
      class: 'ours',
      opacity: 0.55,
    }),
    rectangle({ x: at(firstRows), y: streamed - 8, width: 3, height: 16, class: 'ours' }),
    text(`first rows after ${ms(firstRows)}${sooner}`, { x: at(lastRow) + 12, y: streamed + 4, class: 'ink small' }),
    ...waiting(buffered, at(0), at(whole)),
    circle({ cx: at(whole), cy: buffered, r: 6, class: 'other' }),
    text(`all rows after ${ms(whole)}`, { x: at(whole) + 12, y: buffered + 4, class: 'ink small' }),
  ];
}

const waiting = (y: number, from: number, to: number) => [
  path(`M${from} ${y} H${to}`, { class: 'line', 'stroke-width': 1.5, 'stroke-dasharray': '3 3' }),
];
const pagesOf = (pages: number) => (pages === 1 ? '1 page' : `${pages} pages`);
const ms = (value: number) => `${Math.round(value).toLocaleString('en-US')} ms`;
