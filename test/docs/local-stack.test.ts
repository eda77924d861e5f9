import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readLocalFiles } from '../../local/local-yaml/index.ts';
import { LocalFile } from '../../local/local-yaml/schema.ts';
import { USAGE } from '../../local/options.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { fencesOf, readPage } from './support/document.ts';

const page = readPage('local-stack.md');
const cells = [...page.matchAll(/^\| (`[^|]*?`) +\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`(.+?)`/g)].map(([, key = '']) => key),
);

/** Every key that holds a value, as the page writes it. */
function keysBelow(schema: unknown, path: string): readonly string[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return keysBelow(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return keysBelow(schema.element, `${path}[]`);
  if (schema instanceof z.ZodRecord)
    return keysBelow(schema.valueType, `${path}.{${path.includes('.') ? 'name' : 'server'}}`);
  if (!(schema instanceof z.ZodObject)) return [path];
  return Object.entries(schema.shape).flatMap(([key, below]) => keysBelow(below, path === '' ? key : `${path}.${key}`));
}

describe('docs/local-stack.md', () => {
  let directory: TemporaryDirectory;

  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(() => directory.remove());

  test('has a row for every option, with its words, and for no other', () => {
    const options = [...USAGE.matchAll(/^ {2}(--[\w-]+(?: [A-Z]+)?) /gm)].map(([, option = '']) => option);
    expect(cells.filter((cell) => cell.startsWith('--')).sort()).toEqual([...options].sort());
  });

  test('has a row for every key of local.yaml, and for no other', () => {
    expect(cells.filter((cell) => !cell.startsWith('--')).sort()).toEqual([...keysBelow(LocalFile, '')].sort());
  });

  test('shows a local.yaml that is read as it says', async () => {
    const yaml = fencesOf(page).find(({ kind }) => kind === 'yaml')?.content ?? '';
    await Promise.all(
      [
        ['local.yaml', yaml] as const,
        ['shop.ts', ''] as const,
        ['stock.ts', ''] as const,
        ['orders.mjs', 'export const items = [];'] as const,
      ].map(([name, text]) => writeFile(join(directory.path, name), text)),
    );
    const { services, tables, secrets, notes } = readLocalFiles([directory.path], { SHOP_TOKEN: 's3cret' });
    expect(services).toMatchObject([
      { name: 'shop', port: 8791, ready: '/health' },
      { name: 'stock', port: 0, variable: 'stock.host' },
    ]);
    expect(tables).toMatchObject([{ table: 'shop-orders', indexes: [{ name: 'byTotal' }] }]);
    expect(Object.fromEntries(secrets)).toEqual({
      'orders/api-token': 's3cret',
      'orders/pass-word': 'for this machine only',
    });
    expect(notes).toEqual([]);
  });
});
