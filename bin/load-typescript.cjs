'use strict';
const { register } = require('tsx/esm/api');

/**
 * Runs a TypeScript entry in this process, from a checkout or from within node_modules, where Node.js itself refuses TypeScript.
 *
 * @param entry path of the entry, from this directory
 */
module.exports = function loadTypeScript(entry) {
  register();
  return import(entry);
};
