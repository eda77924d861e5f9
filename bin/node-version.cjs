'use strict';
// Every entry loads this file first. Node.js 12 can parse it, so that an old Node.js reports its version, not a syntax error.

/** Lambda's version, which the functions are built for and the `node` dev dependency brings. */
const NEEDED = 24;
const found = process.versions.node;

if (Number.parseInt(found, 10) < NEEDED) {
  console.error(
    `Spillway needs Node.js ${NEEDED} or newer; this is Node.js ${found} (${process.execPath}). ` +
      `In a checkout, \`npm start\` and \`npm run spillway\` use the Node.js ${NEEDED} that \`npm ci\` installs.`,
  );
  process.exit(1);
}
