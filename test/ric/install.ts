import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installClient, Skipped } from '../e2e/clients/install.ts';

/** The version of Amazon's runtime interface client. Its engines are Node.js 22 and newer. */
export const RIC_VERSION = '4.0.2';
const PACKAGE = 'aws-lambda-ric';

/** What compiles libcurl, aws-lambda-cpp and the addon. Each entry lists alternatives. */
const TOOLS = [['cmake', 'cmake3'], ['make'], ['g++'], ['python3'], ['tar'], ['xz']];

/** The parts of this machine that decide whether the client can be installed. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The variable `PATH`. */
  readonly path: string;
}

/**
 * Finds what is missing to compile the client.
 *
 * @returns what the machine lacks, in words; empty if nothing is missing
 */
export function missingFor({ platform, path }: Machine): readonly string[] {
  // Its own scripts compile nothing on macOS.
  if (platform !== 'linux') return [`Linux (this is ${platform})`];
  return TOOLS.filter((names) => names.every((name) => filesNamed(name, path).length === 0)).map((names) =>
    names.join(' or '),
  );
}

/**
 * Finds the directory with the headers of a Node.js on the path. They need not be those of the Node.js that runs the client: the
 * addon uses Node-API alone, which is the same in every version.
 *
 * @returns `undefined` if none has headers; node-gyp then downloads them
 */
export function headersOn(path: string): string | undefined {
  const prefixes = filesNamed('node', path).map((file) => dirname(dirname(realpathSync(file))));
  return prefixes.find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}

/**
 * Installs and compiles the client into `.spillway/clients`, once: this takes about a minute.
 *
 * @returns the path of the program
 * @throws Skipped if the machine lacks something, or if npm fails
 */
export async function installRic(): Promise<string> {
  const { PATH: path = '' } = process.env;
  const missing = missingFor({ platform: process.platform, path });
  if (missing.length > 0)
    throw new Skipped(`${PACKAGE} ${RIC_VERSION} is compiled here, which needs ${missing.join(', ')}`);
  const headers = headersOn(path);
  const options = headers === undefined ? [] : [`--nodedir=${headers}`];
  const directory = await installClient({
    name: `${PACKAGE}-${RIC_VERSION}`,
    packages: { [PACKAGE]: RIC_VERSION },
    scripts: { of: [PACKAGE], options },
  });
  return join(directory, 'node_modules', PACKAGE, 'index.mjs');
}

function filesNamed(name: string, path: string): readonly string[] {
  const directories = path.split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, name)).filter((file) => existsSync(file));
}
