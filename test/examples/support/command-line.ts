import { type AgentRequest, type Answer, post } from '../../e2e/support/requests.ts';

/**
 * Splits a command as a shell does: by blanks, with single and double quotes, and lines continued by a backslash. Nothing is
 * expanded, so a command that needs more than that has no place in a README.
 */
export function shellWords(command: string): readonly string[] {
  const words = command.replaceAll('\\\n', ' ').matchAll(/(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g);
  return [...words].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
}

/**
 * Does what `curl URL -H ... -d ...` does.
 *
 * @param words the options and the URL
 * @throws Error for an option that it does not know
 */
export function curl(words: readonly string[]): Promise<Answer> {
  const headers: Record<string, string> = {};
  let [url, body] = ['', ''];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '-N') continue; // shows at once what comes, which changes nothing in the end
    const next = words[index + 1] ?? '';
    if (word === '-H') headers[next.slice(0, next.indexOf(':'))] = next.slice(next.indexOf(':') + 1).trim();
    else if (word === '-d') body = next;
    else if (word.startsWith('-')) throw new Error(`curl ${word} is not known here`);
    else url = word;
    if (word.startsWith('-')) index++;
  }
  const request: AgentRequest = { headers, body };
  return post(url, request);
}
