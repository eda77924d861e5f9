'use strict';
const { enableCompileCache } = require('node:module');
const { join, sep } = require('node:path');

/** Beside what npm installs: nobody else can write there, and a new checkout begins anew. */
const CACHE = join(__dirname, '..', 'node_modules', '.cache', 'node');

/**
 * Runs a TypeScript entry in this process, from a checkout or from within node_modules, where Node.js itself refuses TypeScript. What
 * is compiled once is not compiled again.
 *
 * @param entry path of the entry, from this directory
 */
module.exports = function loadTypeScript(entry) {
  enableCompileCache(CACHE);
  if (__dirname.includes(`${sep}node_modules${sep}`)) require('tsx/esm/api').register();
  return import(entry);
};
