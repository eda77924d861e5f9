'use strict';
// `npm start`. An old Node.js must get as far as the check: see node-version.cjs.
require('./node-version.cjs');
require('./load-typescript.cjs')('./spillway-local.ts');
