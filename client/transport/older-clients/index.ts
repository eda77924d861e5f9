/** Lets clients of older revisions speak to servers of 2026-07-28: their messages are translated. */
export { requestMeta, Translated } from './translated.ts';
