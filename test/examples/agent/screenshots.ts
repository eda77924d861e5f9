/** `npm run screenshots`: takes the pictures of the agent's page that README.md shows. Needs Chromium; `CHROME_PATH` names one. */
import { writeFile } from 'node:fs/promises';
import { findBrowser } from '../../e2e/support/browser.ts';
import { PICTURES, takeScreenshots } from './support/screenshot.ts';

const browser = findBrowser();
if (browser === undefined) {
  console.error('No Chromium is on the path, and CHROME_PATH names none');
  process.exit(1);
}
for (const [scheme, picture] of await takeScreenshots(browser)) {
  const file = new URL(`../../../examples/agent/${PICTURES[scheme]}`, import.meta.url);
  await writeFile(file, picture);
  console.log(`examples/agent/${PICTURES[scheme]}: ${picture.length} bytes`);
}
