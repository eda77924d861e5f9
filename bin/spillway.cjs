#!/usr/bin/env node
'use strict';
// The `spillway` of an installed or linked package. An old Node.js must get as far as the check: see node-version.cjs.
require('./node-version.cjs');
require('./load-typescript.cjs')('./spillway.ts');
