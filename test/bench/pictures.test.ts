import { readdirSync, readFileSync } from 'node:fs';
import { pictures } from '../../bench/pictures/index.ts';
import { comparisonOf, medianOf } from '../../bench/pictures/results.ts';
import { svg, text } from '../../bench/pictures/svg.ts';

const DIRECTORY = new URL('../../docs/pictures/', import.meta.url);
const drawn = [...pictures()];

/** Relative luminance of a colour. WCAG 2.2: "relative luminance" */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('docs/pictures holds the pictures that the script draws, and no others', () => {
  expect(readdirSync(DIRECTORY).sort()).toEqual(drawn.map(([name]) => name).sort());
});

describe.each(drawn)('%s', (name, content) => {
  test('is drawn from the committed results, byte for byte (else: npm run pictures)', () => {
    expect(readFileSync(new URL(name, DIRECTORY), 'utf8')).toBe(content);
  });

  test('is an image with a title and a description', () => {
    const [, ids = ''] = /<svg [^>]*role="img" aria-labelledby="([^"]+)"/.exec(content) ?? [];
    const [title, description] = ids.split(' ');

    expect(content).toMatch(new RegExp(`<title id="${title}">[^<]{20,}</title>`));
    expect(content).toMatch(new RegExp(`<desc id="${description}">[^<]{100,}</desc>`));
  });

  test.each([
    ['light', 0],
    ['dark', 1],
  ])('has text that is readable on a %s card', (_scheme, index) => {
    const rules = content.split('@media (prefers-color-scheme: dark)')[index] ?? '';
    const colours = Object.fromEntries(
      [...rules.matchAll(/\.([a-z-]+) \{ fill: (#[0-9a-f]{6});/g)].map(([, kind = '', colour = '']) => [kind, colour]),
    );

    expect(content).toMatch(/<rect x="0\.5" y="0\.5" [^>]*class="card"\/>/);
    for (const ink of ['ink', 'muted']) {
      for (const ground of ['card', 'box']) {
        // WCAG 2.2, success criterion 1.4.3
        expect(contrast(colours[ink] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test('reads nothing from elsewhere', () => {
    expect(content.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href|<script|url\(|@import/);
  });
});

test('what is written into a picture is escaped', () => {
  const shapes = [text('a < b & "c"', { class: '"' })];
  const content = svg({ name: 'a', width: 10, height: 10, title: '<t>', description: '&', shapes });

  expect(content).toMatch('<text class="&quot;">a &lt; b &amp; &quot;c&quot;</text>');
  expect(content).toMatch('>&lt;t&gt;</title>');
});

test('a figure that a result does not have is an error, not an empty bar', () => {
  expect(() => medianOf('calls', 'ours')).toThrow('bench/results/calls.json has no figure ours');
  expect(() => comparisonOf('calls', 'ours')).toThrow('bench/results/calls.json has no comparison ours');
});
