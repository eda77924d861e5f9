/**
 * Reads the text of a body, and cancels what exceeds the limit. A body that breaks off counts as ended.
 *
 * @param maxBytes where reading stops; the chunk that exceeds it is kept
 */
export async function readText(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  try {
    for (let bytes = 0; bytes <= maxBytes; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      parts.push(decoder.decode(value, { stream: true }));
    }
  } catch {
    // What arrived is all that there is to report.
  }
  reader.cancel().catch(() => undefined);
  parts.push(decoder.decode());
  return parts.join('');
}
