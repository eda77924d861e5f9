/** Lets clients of older revisions speak to servers of 2026-07-28: their messages are translated. Loaded on demand. */
export { Translated } from './translated.ts';
