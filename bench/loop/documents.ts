import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The server of all documents. */
export const SERVER = 'shop';

/** The tool that is edited. */
export const EDITED = 'edited';

const header = (name: string) => `kind: Tool
server: ${SERVER}
name: ${name}
description: Finds an order.
input: { type: object, properties: { id: { type: integer, minimum: 1 }, note: { type: string, maxLength: 100 } } }
`;

/** Saves the tool that is edited; its result contains the word. */
export function saveEdited(directory: string, word: string): void {
  writeFileSync(join(directory, 'edited.yaml'), `${header(EDITED)}target: { type: static, text: ${word} }\n`);
}

/** Saves a tool that maps a response, as a result that contains the word. */
export function saveMapped(directory: string, word: string): void {
  const target = `target:
  type: http
  url: https://api.example.com/orders/{id}
  result: "{% { 'total': $sum($response.body.items.price), 'word': '${word}' } %}"
`;
  const required = header(EDITED).replace('} }\n', '}, required: [id] }\n');
  writeFileSync(join(directory, 'edited.yaml'), `${required}${target}`);
}

/** Saves tools that stay as they are, ten in a file. */
export function saveOthers(directory: string, count: number): void {
  for (let first = 0; first < count; first += 10) {
    const tools = Array.from(
      { length: 10 },
      (_, index) => `${header(`tool_${first + index}`)}target: { type: static, text: ok }\n`,
    );
    writeFileSync(join(directory, `others-${first}.yaml`), tools.join('---\n'));
  }
}
