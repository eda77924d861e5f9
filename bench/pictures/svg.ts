/** A picture as SVG text: no clock, no random id, no font measured, so the same figures give the same bytes. */
export interface Picture {
  /** File name without its ending. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** What a screen reader announces, and what it can read out on request. */
  readonly title: string;
  readonly description: string;
  readonly shapes: readonly string[];
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Colours by class. The card behind a picture has its own background, so the picture is readable on a page of any colour; it follows
 * the reader's system into dark mode.
 */
const LIGHT = {
  card: '#ffffff',
  edge: '#d0d7de',
  ink: '#1f2328',
  muted: '#59636e',
  ours: '#0969da',
  other: '#9aa4af',
  box: '#f6f8fa',
};
const DARK = {
  card: '#0d1117',
  edge: '#3d444d',
  ink: '#f0f6fc',
  muted: '#9198a1',
  ours: '#4493f8',
  other: '#6b7480',
  box: '#161b22',
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

function rules({ card, edge, ink, muted, ours, other, box }: typeof LIGHT): readonly string[] {
  return [
    `.card { fill: ${card}; stroke: ${edge}; }`,
    `.box { fill: ${box}; stroke: ${edge}; }`,
    `.ours-box { fill: ${box}; stroke: ${ours}; }`,
    `.ink { fill: ${ink}; }`,
    `.muted { fill: ${muted}; }`,
    `.ours { fill: ${ours}; }`,
    `.other { fill: ${other}; }`,
    `.line { fill: none; stroke: ${muted}; }`,
    `.ours-line { fill: none; stroke: ${ours}; }`,
    `.other-line { fill: none; stroke: ${other}; }`,
    `.grid { fill: none; stroke: ${edge}; }`,
  ];
}

/** The SVG document of a picture. */
export function svg({ name, width, height, title, description, shapes }: Picture): string {
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-description">`,
    `  <title id="${name}-title">${escaped(title)}</title>`,
    `  <desc id="${name}-description">${escaped(description)}</desc>`,
    '  <style>',
    `    text { font-family: ${FONT}; font-size: 14px; }`,
    '    .small { font-size: 12px; }',
    '    .strong { font-weight: 600; }',
    ...rules(LIGHT).map((rule) => `    ${rule}`),
    '    @media (prefers-color-scheme: dark) {',
    ...rules(DARK).map((rule) => `      ${rule}`),
    '    }',
    '  </style>',
    `  ${rectangle({ x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8, class: 'card' })}`,
    ...shapes.map((shape) => `  ${shape}`),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** One line of text; `x` and `y` are its anchor and baseline. */
export function text(content: string, attributes: Attributes): string {
  return `<text${written(attributes)}>${escaped(content)}</text>`;
}

export function rectangle(attributes: Attributes): string {
  return `<rect${written(attributes)}/>`;
}

export function circle(attributes: Attributes): string {
  return `<circle${written(attributes)}/>`;
}

export function path(d: string, attributes: Attributes): string {
  return `<path${written({ d, ...attributes })}/>`;
}

/** An arrow along points; the last stretch is horizontal or vertical, and carries the head. */
export function arrow(points: readonly (readonly [x: number, y: number])[], kind = 'line'): string {
  const [x, y] = points.at(-1) ?? [0, 0];
  const [fromX, fromY] = points.at(-2) ?? [0, 0];
  const [dx, dy] = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const side = (sign: number) => `${x - dx * 7 + dy * sign * 4} ${y - dy * 7 + dx * sign * 4}`;
  const line = points.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${px} ${py}`).join(' ');
  return path(`${line} M${side(1)} L${x} ${y} L${side(-1)}`, {
    class: kind,
    'stroke-width': 1.5,
    'stroke-linejoin': 'round',
  });
}

/** A coordinate with at most one decimal. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escaped(String(value))}"`))
    .join('');
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
