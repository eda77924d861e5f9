import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ServedPage, servePage } from '../../../examples/agent/server.ts';
import { findBrowser } from '../../e2e/support/browser.ts';
import { type BrowserPage, openPage } from '../../e2e/support/devtools.ts';
import { type Story, startStory } from '../support/story.ts';
import { START, stateOf } from './support/page.ts';

const browser = findBrowser();
const SLOW_MS = 90_000;

if (browser === undefined)
  console.warn('The page of examples/agent is not tested: no Chromium; CHROME_PATH names one.');

(browser === undefined ? describe.skip : describe)('the page in Chromium', () => {
  let story: Story;
  let served: ServedPage;
  let page: BrowserPage;

  beforeAll(async () => {
    story = await startStory(new Map());
    served = await servePage({ endpoint: story.stack.endpoint, port: 0 });
    page = await openPage(browser ?? '', join(story.stack.directory, 'profile'), served.url);
  }, SLOW_MS);
  afterAll(async () => {
    await page?.close();
    served?.close();
    await story?.stop();
  });

  test(
    'shows rows before the result, and what the buffered agent waited',
    async () => {
      // The start of the functions, which does not depend on the pause between rows, is not what is compared.
      await page.evaluate(START('Asia', 0));
      await stateOf(page, ({ streamed, buffered }) => streamed.answer !== '' && buffered.answer !== '');
      await pause(200);

      await page.evaluate(START('Europe', 60));
      const during = await stateOf(page, ({ streamed }) => streamed.rows >= 3);
      const end = await stateOf(page, ({ streamed, buffered }) => streamed.answer !== '' && buffered.answer !== '');

      expect(during.streamed.complete).toBeNaN();
      expect(during.buffered).toMatchObject({ rows: 0, complete: Number.NaN, row: Number.NaN });
      expect(end.streamed.answer).toMatch(/^Austria, with 8 neighbours: /);
      expect(end.buffered.answer).toBe(end.streamed.answer);
      expect(end.streamed.rows).toBeGreaterThan(50);
      expect(end.buffered.rows).toBe(end.streamed.rows);
      // 53 rows, 60 ms each: a ratio, so that a slow machine fails nothing.
      expect(end.streamed.row).toBeLessThan(end.buffered.row / 5);
      expect(end.buffered.row).toBeGreaterThanOrEqual(end.buffered.complete);
      expect(end.failure).toBe('');
    },
    SLOW_MS,
  );

  test('stops both agents when asked', async () => {
    await page.evaluate(START('Africa', 400));
    await stateOf(page, ({ streamed }) => streamed.rows >= 1);

    await page.evaluate(`document.querySelector('#stop').click()`);
    const stopped = await stateOf(page, ({ failure }) => failure !== '');
    await pause(1_000);
    const later = await stateOf(page, () => true);

    expect(stopped.failure).toBe('Stopped');
    expect(later.streamed.rows).toBe(stopped.streamed.rows);
  });

  test('shows why a call fails', async () => {
    await page.evaluate(`document.querySelector('[name=pauseMs]').max = ''`);
    await page.evaluate(START('Asia', 5_000));

    const { failure } = await stateOf(page, (state) => state.failure !== '');

    expect(failure).toMatch(/pauseMs/);
  });

  test.each(['light', 'dark'])('has text that is readable in a %s scheme', async (value) => {
    await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });

    const ratios = await page.evaluate(CONTRASTS);

    expect(ratios).not.toEqual([]);
    // WCAG 2.2, success criterion 1.4.3
    for (const ratio of Array.isArray(ratios) ? ratios : []) expect(ratio).toBeGreaterThanOrEqual(4.5);
  });

  test('names every control, and has no content wider than a phone', async () => {
    await page.send('Emulation.setDeviceMetricsOverride', {
      width: 360,
      height: 740,
      deviceScaleFactor: 1,
      mobile: true,
    });

    const { nodes } = await page.send('Accessibility.getFullAXTree');
    const width = await page.evaluate('document.documentElement.scrollWidth');

    const named = (Array.isArray(nodes) ? nodes : []).flatMap(({ role, name }) =>
      ['button', 'combobox', 'spinbutton', 'region'].includes(role?.value) ? [name?.value ?? ''] : [],
    );
    expect(named.length).toBeGreaterThanOrEqual(6);
    expect(named).not.toContain('');
    expect(width).toBeLessThanOrEqual(360);
  });
});

/** Contrasts of each text of the page with what is behind it. WCAG 2.2: "contrast ratio" */
const CONTRASTS = `(() => {
  const channels = (colour) => {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    const colour = element === null ? 'rgb(255, 255, 255)' : getComputedStyle(element).backgroundColor;
    return channels(colour)[3] === 255 ? colour : ground(element.parentElement);
  };
  return [...document.querySelectorAll('h1, h2, header p, label, dt, dd, th, td')].map((element) => {
    const [dark, light] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
})()`;
