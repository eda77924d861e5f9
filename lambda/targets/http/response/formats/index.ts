/** The formats of bodies: charsets, JSON, CSV and XML. */
export { readCsv } from './csv.ts';
export { isJsonType, looksLikeJson, withoutGuard } from './json.ts';
export { decodedText, decodeText, isCharset, NotText } from './text.ts';
export { inUtf8 } from './transcode.ts';

let reader: Promise<typeof import('./xml.ts')> | undefined;

/** The reader of XML. Only tools with `answer: xml` load it, when they are prepared. */
export function xmlReader(): Promise<typeof import('./xml.ts')> {
  reader ??= import('./xml.ts');
  return reader;
}
