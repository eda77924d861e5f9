import { LineSplitter, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { Mask } from '../../secrets/index.ts';
import { quoteBeginning } from '../response/index.ts';
import type { RawRow } from '../rows/index.ts';
import { EndedWithinRow, type RowReader } from './reader.ts';

/** How JSON that breaks off can begin: a structure, a text, a number or a name. */
const BEGINNING_OF_JSON = /^(?:[[{"\d-]|(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$)/;

/** Reads newline-delimited JSON: every line that is not blank is a row. spec: jsonlines.org, github.com/ndjson/ndjson-spec */
export class NdjsonReader implements RowReader {
  readonly #label: string;
  readonly #mask: Mask;
  readonly #lines: LineSplitter;
  idleBytes = 0;

  /**
   * @param rowBytes the limit for one row
   * @param mask for the row that an error quotes
   */
  constructor(label: string, rowBytes: number, mask = new Mask()) {
    this.#label = label;
    this.#mask = mask;
    this.#lines = new LineSplitter(label, rowBytes, 'lf');
  }

  *push(chunk: Buffer): Generator<RawRow> {
    for (const line of this.#lines.push(chunk)) {
      const json = line.trim();
      this.idleBytes += line.length - json.length;
      if (json === '') this.idleBytes += 1;
      else yield rowOf(json) ?? this.#garbage(json);
    }
  }

  *end(): Generator<RawRow> {
    const json = this.#lines.rest().trim();
    if (json === '') return;
    const row = rowOf(json);
    if (row === undefined && !BEGINNING_OF_JSON.test(json)) this.#garbage(json);
    if (row === undefined) throw new EndedWithinRow(this.#label);
    yield row;
  }

  #garbage(line: string): never {
    throw new ToolError(`${this.#label} sent "${quoteBeginning(line, this.#mask)}", a line that is not JSON.`);
  }
}

function rowOf(json: string): RawRow | undefined {
  try {
    return { value: parseMarkingRounded(json), json };
  } catch {
    return undefined;
  }
}
