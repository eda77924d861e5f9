/**
 * The AI SDK in a process of its own, with the headers of `HEADERS`: `credentials.ts DIRECTORY URL`. Writes one line of JSON: the
 * tools that it lists, and what came of calling two of them.
 */
import { aiSdk } from './ai-sdk.ts';

const [directory = '', url = ''] = process.argv.slice(2);
const { HEADERS: headers = '{}', OPTIONS: options = '{}' } = process.env;

const subject = await aiSdk(directory, JSON.parse(options), JSON.parse(headers));
const { listTools, call, close } = await subject.connect(url);
const outcomeOf = async (name: string): Promise<string> => {
  try {
    return (await call?.(name, {}))?.text ?? '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const found = { tools: await listTools?.(), open: await outcomeOf('open'), refund: await outcomeOf('refund') };
await close();
console.log(JSON.stringify(found));
