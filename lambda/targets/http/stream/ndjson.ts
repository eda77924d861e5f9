import { LineSplitter, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { RawRow } from '../rows.ts';
import { endedWithinRow, type RowReader } from './reader.ts';

/** Reads newline-delimited JSON: every line that is not blank is a row. spec: jsonlines.org, github.com/ndjson/ndjson-spec */
export class NdjsonReader implements RowReader {
  readonly #label: string;
  readonly #lines: LineSplitter;

  /** @param rowBytes the limit for one row */
  constructor(label: string, rowBytes: number) {
    this.#label = label;
    this.#lines = new LineSplitter(label, rowBytes, 'lf');
  }

  *push(chunk: Buffer): Generator<RawRow> {
    for (const line of this.#lines.push(chunk)) {
      const json = line.trim();
      if (json === '') continue;
      yield rowOf(json) ?? this.#garbage();
    }
  }

  *end(): Generator<RawRow> {
    const json = this.#lines.rest().trim();
    if (json === '') return;
    const row = rowOf(json);
    if (row === undefined) throw endedWithinRow(this.#label);
    yield row;
  }

  #garbage(): never {
    throw new ToolError(`${this.#label} sent a line that is not JSON.`);
  }
}

function rowOf(json: string): RawRow | undefined {
  try {
    return { value: parseMarkingRounded(json), json };
  } catch {
    return undefined;
  }
}
