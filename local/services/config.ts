import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LocalStackError } from '../errors.ts';

/** A program that a catalogue's tools call, started beside the local stack. */
export interface ServiceSpec {
  readonly name: string;
  /** Path of its program, TypeScript or JavaScript. */
  readonly program: string;
  readonly directory: string;
  readonly port: number;
  /** Path that answers 2xx once it is ready. */
  readonly ready: string;
  /** The file that asks for it, for messages. */
  readonly file: string;
}

const Services = z.strictObject({
  services: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9-]{1,64}$/, 'expected lower-case letters, digits and dashes'),
      run: z.string().regex(/\.(ts|mts|js|mjs)$/, 'expected a TypeScript or JavaScript file'),
      port: z.int().min(1).max(65_535),
      ready: z.string().startsWith('/', 'expected a path'),
    }),
  ),
});

/** Name of the file in a catalogue directory. */
export const SERVICES_FILE = 'local.yaml';

/**
 * Reads `local.yaml` of each directory that has one.
 *
 * @throws LocalStackError naming file and key when one is wrong, or when two services want one port
 */
export function readServices(directories: readonly string[]): ServiceSpec[] {
  const services = directories.flatMap(readDirectory);
  for (const [index, service] of services.entries()) {
    const twin = services.slice(0, index).find(({ port }) => port === service.port);
    if (twin) throw new LocalStackError(`${service.file}: port ${service.port} is also taken by ${twin.file}`);
  }
  return services;
}

function readDirectory(directory: string): ServiceSpec[] {
  const file = join(directory, SERVICES_FILE);
  if (!existsSync(file)) return [];
  const parsed = Services.safeParse(readYaml(file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(file)'}: ${message}`);
    throw new LocalStackError(`${file} is not valid:\n${problems.join('\n')}`);
  }
  return parsed.data.services.map(({ name, run, port, ready }) => {
    const program = resolve(directory, run);
    if (!existsSync(program)) throw new LocalStackError(`${file}: service ${name}: there is no file ${run}`);
    return { name, program, directory: resolve(directory), port, ready, file };
  });
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LocalStackError(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
