import { setTimeout as pause } from 'node:timers/promises';
import { openPage } from './devtools.ts';

export { findBrowser } from '../clients/drivers/browser.ts';

const POLL_MS = 100;

/** Presses the first button of a page with a form, once, and returns the page's URL. */
const PRESS = `(() => {
  const button = document.querySelector('form:not([data-sent]) button');
  if (button !== null) { button.form.dataset.sent = ''; button.click(); }
  return location.href;
})()`;

/**
 * Opens a page in headless Chromium, and presses the first button of each page until the browser is back at the redirect URI.
 *
 * @param profile a folder for the browser's profile
 */
export async function signInWith(browser: string, profile: string, page: string): Promise<void> {
  const callback = new URL(page).searchParams.get('redirect_uri') ?? '';
  const opened = await openPage(browser, profile, page);
  try {
    for (;;) {
      await pause(POLL_MS);
      const url = await opened.evaluate(PRESS);
      if (typeof url === 'string' && url.startsWith(callback)) return;
    }
  } finally {
    await opened.close();
  }
}
