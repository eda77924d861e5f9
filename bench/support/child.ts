import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/**
 * Runs a bundle in a fresh, plain Node.js process and returns the only message that it sends.
 *
 * @param path the bundle's entry
 */
export async function runChild<R>(path: string, { env = {}, args = [] }: ChildOptions = {}): Promise<R> {
  const child = fork(path, args, { execArgv: [], env: { PATH: process.env.PATH, ...env } });
  const exit = once(child, 'exit');
  const messages: R[] = [];
  child.on('message', (message) => messages.push(message as R));
  const [code] = await exit;
  const [message] = messages;
  if (code !== 0 || message === undefined)
    throw new Error(`${path} exited with code ${code} without sending a measurement`);
  return message;
}
