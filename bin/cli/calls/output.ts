import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isBase64 } from '../../../lambda/content/index.ts';
import { type CliContext, CommandFailed } from '../context.ts';

/** Binary content, and what its file may be named after. */
export interface Binary {
  readonly base64: string;
  readonly mimeType: string | undefined;
  readonly kind: 'image' | 'audio' | 'resource';
  /** @default the kind, and a number */
  readonly uri?: string;
}

/** The directory of `--output`. */
export interface Output {
  /**
   * Writes a new file; a file that exists is never replaced.
   *
   * @returns its path, or what is wrong with the content
   */
  save(binary: Binary): Promise<string>;
  /** Ends the command if something was not saved. @throws CommandFailed */
  finish(): void;
}

const MOST_NAME_CHARS = 100;
/** File systems accept 255, and a number and an extension follow. */
const MOST_NAME_BYTES = 225;
/** Files of one name. */
const MOST_NAMESAKES = 1000;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/gzip': 'gz',
  'application/json': 'json',
  'application/octet-stream': 'bin',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
};

/**
 * Opens the directory of `--output`, and creates it if necessary, before anything is sent: what a tool did is not lost to a
 * directory that cannot be written.
 *
 * @returns `undefined` without the option
 * @throws CommandFailed when it cannot be created
 */
export async function openOutput(
  given: string | undefined,
  { directory, userDirectory = directory }: CliContext,
): Promise<Output | undefined> {
  if (given === undefined) return undefined;
  const path = resolve(userDirectory, given);
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw new CommandFailed(`--output: ${given} cannot be created: ${reasonOf(error)}`);
  });
  const problems: string[] = [];
  let count = 0;
  return {
    async save(binary) {
      count += 1;
      try {
        return join(given, await writeNew(path, nameOf(binary, count), bytesOf(binary)));
      } catch (error) {
        problems.push(reasonOf(error));
        return 'not saved';
      }
    },
    finish() {
      if (problems.length > 0) throw new CommandFailed(`binary content was not saved: ${problems.join('; ')}`);
    },
  };
}

/** Creates a file with this name, or with a number after it. `wx` follows no symbolic link. */
async function writeNew(directory: string, name: string, bytes: Uint8Array): Promise<string> {
  const [, stem = name, extension = ''] = /^(.+)(\.[^.]*)$/.exec(name) ?? [];
  for (let number = 1; number <= MOST_NAMESAKES; number++) {
    const candidate = number === 1 ? name : `${stem}-${number}${extension}`;
    const file = await open(join(directory, candidate), 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (file === undefined) continue;
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    return candidate;
  }
  throw new Error(`there are ${MOST_NAMESAKES} files named ${name} already`);
}

function bytesOf({ base64 }: Binary): Uint8Array {
  if (isBase64(base64)) return Buffer.from(base64, 'base64');
  throw new Error('the server sent data that is not base64');
}

/** The last segment of the URI, or the kind and a number; a server chooses neither the directory nor a hidden file. */
function nameOf({ kind, uri, mimeType = 'application/octet-stream' }: Binary, count: number): string {
  const [type = ''] = mimeType.toLowerCase().split(';');
  const extension = EXTENSIONS[type.trim()] ?? 'bin';
  const segment = uri === undefined ? '' : (/([^/]*)\/*$/.exec(uri.replace(/[?#].*$/s, ''))?.[1] ?? '');
  const cleaned = decoded(segment)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '')
    .replace(/[.]+$/, '')
    .slice(0, MOST_NAME_CHARS);
  // Without what is left of the last character.
  const safe = Buffer.from(cleaned)
    .subarray(0, MOST_NAME_BYTES)
    .toString()
    .replace(/\uFFFD$/, '');
  if (safe === '') return `${kind}-${count}.${extension}`;
  return /\.[A-Za-z0-9]{1,8}$/.test(safe) ? safe : `${safe}.${extension}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
