import { join } from 'node:path';
import { servePage } from '../../../../examples/agent/server.ts';
import { openPage } from '../../../e2e/support/devtools.ts';
import { startStory } from '../../support/story.ts';
import { START, stateOf } from './page.ts';

/** Colour schemes of the page, with the name of the picture of each. */
export const PICTURES = { light: 'page.png', dark: 'page-dark.png' } as const;

const SIZE = { width: 960, height: 680, deviceScaleFactor: 1.5, mobile: false };
const PAUSE_MS = 100;

/**
 * Runs the agents on the page in Chromium, against a local stack of its own, and takes a picture of the outcome.
 *
 * @returns PNG by colour scheme
 */
export async function takeScreenshots(browser: string): Promise<ReadonlyMap<keyof typeof PICTURES, Buffer>> {
  const story = await startStory(new Map());
  const served = await servePage({ endpoint: story.stack.endpoint, port: 0 });
  const page = await openPage(browser, join(story.stack.directory, 'profile'), served.url);
  try {
    // The first run starts the processes of the functions.
    for (const pauseMs of [0, PAUSE_MS]) {
      await page.evaluate(START('Europe', pauseMs));
      await stateOf(page, ({ streamed, buffered }) => streamed.answer === '' && buffered.answer === '');
      await stateOf(page, ({ streamed, buffered }) => streamed.answer !== '' && buffered.answer !== '');
    }
    await page.send('Emulation.setDeviceMetricsOverride', SIZE);
    await page.send('Emulation.setScrollbarsHidden', { hidden: true });
    await page.evaluate(`document.querySelectorAll('.rows').forEach((rows) => { rows.scrollTop = 0; })`);
    const pictures = new Map<keyof typeof PICTURES, Buffer>();
    for (const value of ['light', 'dark'] as const) {
      await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      const { data } = await page.send('Page.captureScreenshot');
      pictures.set(value, Buffer.from(String(data), 'base64'));
    }
    return pictures;
  } finally {
    await page.close();
    served.close();
    await story.stop();
  }
}
